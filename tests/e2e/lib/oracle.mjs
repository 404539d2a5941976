// SPDX-License-Identifier: MPL-2.0
/** The released server's own library, asked what it thinks of what we send, and how it would answer. */
import { fileURLToPath } from 'node:url';
import { LineProcess } from './lines.mjs';

const folder = fileURLToPath(new URL('../../server', import.meta.url));

export class Oracle {
  constructor() {
    this.process = new LineProcess(
      process.env.PARSEC_PYTHON ?? 'python3',
      [`${folder}/oracle.py`],
      { cwd: folder },
    );
  }

  /**
   * @param {{ do: string, [field: string]: unknown }} command
   */
  async do(command) {
    const answer = await this.process.ask(command);
    if (!answer.ok)
      throw new Error(`the server’s library refuses ${JSON.stringify(command)}: ${answer.error}`);
    return answer;
  }

  /**
   * The bytes of an answer, as the server writes it.
   * @param {string} family
   * @param {string} cmd
   * @param {string} status
   * @param {object} [fields] ids and times as peer_formats.from_json reads them
   */
  async reply(family, cmd, status, fields = {}) {
    const { raw } = await this.do({ do: 'dump_reply', family, cmd, status, fields });
    return Buffer.from(raw, 'base64');
  }

  /**
   * Whether the server's library reads a request as the command that it is.
   * @param {import('./proxy.mjs').Asked} asked
   */
  async reads({ family, cmd, body }) {
    const read = await this.do({ do: 'load_request', family, raw: body.toString('base64') });
    if (read.cmd !== cmd) throw new Error(`${cmd} is read as ${read.cmd}`);
    return read.fields;
  }

  stop() {
    return this.process.stop();
  }
}
