// SPDX-License-Identifier: MPL-2.0
// Finds a QR code in the pictures of a camera: by the browser itself where it can, else in a worker of its own, loaded when a camera
// is first opened, so that searching does not make the page stutter.
import workerUrl from './qr-worker.js?worker&url';
import { trustedScriptUrl } from './trusted.js';

/** Larger pictures take longer and show nothing more of a code that is held in front of the camera. */
const LARGEST_SIDE = 800;

/**
 * @typedef {{ read: (video: HTMLVideoElement) => Promise<string>, stop: () => void }} Reader '' when there is no code in sight
 * @typedef {{ detect: (source: HTMLVideoElement) => Promise<{ rawValue: string }[]> }} Detector
 * @typedef {{ new (options: { formats: string[] }): Detector, getSupportedFormats: () => Promise<string[]> }} DetectorClass
 */

/** @returns {Promise<Reader | null>} */
async function ofBrowser() {
  const { BarcodeDetector: Detector } = /** @type {{ BarcodeDetector?: DetectorClass }} */ (
    globalThis
  );
  try {
    if (!(await Detector?.getSupportedFormats())?.includes('qr_code')) return null;
    const detector = new /** @type {DetectorClass} */ (Detector)({ formats: ['qr_code'] });
    return {
      read: async (video) => (await detector.detect(video))[0]?.rawValue ?? '',
      stop: () => {},
    };
  } catch {
    // Named by the browser, and no more.
    return null;
  }
}

/** @returns {Reader} */
function ofWorker() {
  const worker = new Worker(trustedScriptUrl(workerUrl), { type: 'module' });
  const canvas = document.createElement('canvas');
  const context = canvas.getContext('2d', { willReadFrequently: true });
  /** @type {PromiseWithResolvers<string> | null} about the last picture */
  let answer = null;
  /** @type {Error | null} why there will be no other answer */
  let broken = null;
  worker.onmessage = ({ data }) => answer?.resolve(data);
  worker.onerror = () => {
    broken = new Error('the reader of QR codes cannot be used');
    answer?.reject(broken);
  };

  /** @param {HTMLVideoElement} video */
  const pictureOf = (video) => {
    const scale = Math.min(1, LARGEST_SIDE / Math.max(video.videoWidth, video.videoHeight));
    canvas.width = Math.round(video.videoWidth * scale);
    canvas.height = Math.round(video.videoHeight * scale);
    if (!context || canvas.width === 0 || canvas.height === 0) return null;
    context.drawImage(video, 0, 0, canvas.width, canvas.height);
    return context.getImageData(0, 0, canvas.width, canvas.height);
  };

  return {
    async read(video) {
      if (broken) throw broken;
      const picture = pictureOf(video);
      if (!picture) return '';
      answer = Promise.withResolvers();
      const { width, height, data } = picture;
      worker.postMessage({ width, height, data }, [data.buffer]);
      return answer.promise;
    },
    stop() {
      worker.terminate();
      answer?.resolve('');
    },
  };
}

/**
 * One picture at a time; whoever opens it stops it.
 * @returns {Promise<Reader>}
 */
export async function openReader() {
  const own = await ofBrowser();
  let reader = own ?? ofWorker();
  let stopped = false;
  return {
    async read(video) {
      try {
        return await reader.read(video);
      } catch (error) {
        if (stopped) return '';
        if (reader !== own) throw error;
        // Promised by the browser, but not there on this system.
        reader = ofWorker();
        return '';
      }
    },
    stop() {
      stopped = true;
      reader.stop();
    },
  };
}
