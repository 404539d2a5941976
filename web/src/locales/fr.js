// SPDX-License-Identifier: MPL-2.0
// French. Keys are the ids of the messages in the sources; a number stands for the value at that place of the English sentence.
// Vouvoiement, narrow no-break spaces before ; : ! ? and inside quotation marks.
import { str } from '@lit/localize';

export const templates = {
  'app.skip': 'Aller au contenu',
  'app.theme': 'Couleurs',
  'app.theme-system': 'Auto',
  'app.theme-light': 'Clair',
  'app.theme-dark': 'Sombre',
  'exchange.choose-title': str`Choisissez le code que vous lit ${0}`,
  'exchange.choose-text': str`Demandez à ${0} le code affiché sur l’autre écran, de vive voix : au téléphone ou en face à face. Vous devez vous reconnaître, pour que personne ne se glisse entre vous.`,
  'exchange.checking': 'Vérification…',
  'exchange.own-again': 'Votre code, s’il faut le relire :',
  'exchange.read-title': str`Lisez ce code à ${0}`,
  'exchange.read-text': str`Lisez ces quatre caractères à ${0}, un par un, de vive voix. Ne les envoyez pas par message.`,
  'exchange.read-wait': str`En attente : ${0} doit choisir ce code dans une liste.`,
  'exchange.read-hint': str`Relisez le code, lentement. ${0} doit le sélectionner, puis confirmer.`,
  'exchange.read-advice': str`Rien depuis 2 minutes. Demandez à ${0} ce que montre l’autre écran. Si le code n’est pas dans la liste, ${1} doit choisir « Aucun de ces codes ».`,
  'greet.read-hint': str`Relisez le code, lentement : ${0} doit le sélectionner, puis confirmer. La page a peut-être été fermée ou rechargée : demandez à ${1} de rouvrir le lien et d’appuyer sur « J’ai compris, commençons ».`,
  'greet.read-advice': str`Rien depuis 2 minutes. Demandez à ${0} ce que montre l’autre écran. S’il ne montre aucun code, il faut rouvrir le lien et appuyer sur « J’ai compris, commençons ». S’il montre des codes sans celui-ci, ${1} doit choisir « Aucun de ces codes ».`,
  'exchange.again': str`Recommencer avec ${0}`,
  leave: 'Quitter',
  'mismatch.title': 'Les codes ne correspondent pas',
  'mismatch.lead': 'Nous avons donc tout arrêté. Rien n’a été transmis.',
  'mismatch.why': 'C’est peut-être une simple erreur, ou quelqu’un s’est glissé entre vous.',
  'mismatch.often': str`Cela s’est produit ${0} fois. Une simple erreur devient peu probable : ne continuez pas avant d’avoir parlé à ${1} par un autre moyen.`,
  'mismatch.next-title': 'Que faire maintenant',
  'mismatch.next-1': str`Raccrochez, puis appelez ${0} à un numéro que vous connaissez déjà, et non à un numéro lu dans un e-mail.`,
  'mismatch.next-2': 'Vérifiez ensemble l’adresse du serveur et le nom de l’organisation.',
  'mismatch.next-3': 'Recommencez ensemble. Les codes seront nouveaux.',
  'stopped.me': 'Vous avez arrêté',
  'stopped.peer': str`${0} a arrêté`,
  'stopped.text': 'Rien n’a été créé. L’invitation reste valable.',
  'stopped.elsewhere':
    'Vous avez ouvert cette invitation dans un autre onglet ou une autre fenêtre',
  'stopped.elsewhere-not-me': str`Si ce n’était pas vous, quelqu’un d’autre a le lien : prévenez ${0} par téléphone.`,
  'stopped.here': 'Continuer plutôt ici',
  again: 'Réessayer',
  'network.text': 'Cette page réessaie d’elle-même ; rien n’est perdu. Vérifiez votre connexion.',
  'network.title': 'Pas de connexion au serveur',
  'names.peer': 'l’autre personne',
  'names.inviter': 'la personne qui vous invite',
  'names.provider': 'le fournisseur',
  'names.service': 'le service d’authentification',
  'names.person': 'La nouvelle personne',
  'names.organization': 'l’organisation',
  'actor.both': 'Ce que vous pouvez faire à deux',
  'actor.inviter': 'Contactez la personne qui vous invite',
  'actor.administrator': 'Contactez l’administration de l’organisation',
  'actor.operator': 'Contactez la personne qui gère le serveur',
  reload: 'Recharger la page',
  'to-start': 'Retour à l’accueil',
  cancel: 'Annuler',
  'choices.legend': str`Le code que vous lit ${0}`,
  'choices.none': 'Aucun de ces codes',
  'choices.none-why': 'Tout s’arrête là, pour votre protection à vous deux.',
  'choices.spell': 'Épeler les codes avec des mots',
  'choices.missing':
    'Choisissez d’abord le code que vous entendez. S’il n’y est pas, choisissez « Aucun de ces codes ». Ne devinez jamais.',
  'choices.confirm-none': 'Aucun de ces codes\u00a0— s’arrêter là',
  'choices.confirm': str`${0} a dit ${1}\u00a0— continuer`,
  continue: 'Continuer',
  'failure.record': str`L’enregistrement en cause : ${0}, daté du ${1}.`,
  'failure.record-of': str`L’enregistrement en cause : ${0}, daté du ${1}, au sujet de la personne ${2}.`,
  'record.user': 'une arrivée',
  'record.device': 'un appareil ajouté',
  'record.user-update': 'un rôle modifié',
  'record.revoked-user': 'un retrait',
  'clock.now': str`Cet ordinateur indique ${0} (fuseau horaire ${1}).`,
  'clock.how': 'Où la régler',
  'clock.windows':
    'Paramètres, Heure et langue, Date et heure : activez « Définir l’heure automatiquement », puis « Synchroniser maintenant ».',
  'clock.macos':
    'Réglages Système, Général, Date et heure : activez « Régler automatiquement la date et l’heure ».',
  'clock.linux': 'Paramètres, Système, Date et heure : activez « Date et heure automatiques ».',
  'clock.phone': 'Téléphone',
  'clock.phone-how': 'Réglages, Date et heure : choisissez l’heure automatique.',
  'ended.since': str`Constaté ici en date du ${0}.`,
  'ended.still': str`Nouvelle demande, ${0} : c’est toujours le cas.`,
  'ended.removed-on': str`Retrait du ${0}.`,
  'ended.removed-by': str`Retrait du ${0}, par ${1}.`,
  'ended.asking': 'Nouvelle demande au serveur…',
  'ended.helpers': 'À la connaissance de cet appareil, ce sont :',
  'ended.back-title': 'Si vous devez revenir',
  'ended.back-text':
    'Un administrateur vous invite de nouveau, avec le même e-mail si vous voulez. Ouvrez la nouvelle invitation dans ce navigateur : vous obtenez un nouvel appareil. Celui-ci ne fonctionnera plus.',
  'ended.aside-title': 'Ce qui reste dans ce navigateur',
  'ended.aside-text':
    'Le fichier de cet appareil. Rien ne s’efface tout seul. Vous pouvez le mettre de côté : il est conservé, et la page d’accueil le montre sous « Mis de côté ».',
  'ended.aside': 'Mettre de côté le fichier de cet appareil',
  'ended.aside-wait': 'Le fichier de cet appareil est mis de côté…',
  'ended.aside-done': 'Le fichier est mis de côté',
  'ended.aside-done-text': str`Votre appareil de l’organisation ${0} est fermé et son fichier conservé. La page d’accueil le montre sous « Mis de côté ».`,
  'helpers.more': str`Et ${0} de plus.`,
  'news.label': 'Vos nouveaux appareils',
  'news.added': str`Un appareil a été ajouté à votre compte : ${0}, en date du ${1}.`,
  'news.added-unnamed': str`Un appareil a été ajouté à votre compte, en date du ${0}.`,
  'news.noted': 'C’est noté : vous connaissez vos appareils.',
  'news.mine': 'C’était moi',
  'news.all-mine': 'C’était moi, pour tous',
  'news.not-mine': 'Ce n’était pas moi',
  'news.one-not-mine': 'L’un d’eux n’était pas de moi',
  'news.calm':
    'Alors quelqu’un d’autre utilise peut-être votre compte. Faites ceci maintenant, calmement.',
  'news.call':
    'Appelez un administrateur, à un numéro que vous connaissez déjà, et non à un numéro lu dans un e-mail.',
  'news.remove':
    'Il vous retire de l’organisation, ce qui écarte tous vos appareils à la fois, puis vous invite de nouveau. Un appareil seul ne peut pas être retiré.',
  'news.approve-nothing':
    'D’ici là, ne laissez entrer personne, n’ajoutez aucun appareil et ne lisez aucun code, à qui que ce soit.',
  'news.call-operator': str`Il n’y a pas d’autre administrateur à appeler. Appelez la personne qui gère le serveur ${0}, à un numéro que vous connaissez déjà : elle peut suspendre votre accès aussitôt.`,
  'terms.title': str`${0} vous demande d’accepter ses conditions`,
  'terms.text': str`Le serveur ${0} le demande à chaque membre avant toute chose. Rien d’autre ne se fait avant votre décision.`,
  'terms.changed': 'Elles ont changé entre-temps',
  'terms.changed-text': 'Relisez-les avant d’accepter.',
  'terms.list': 'Conditions d’utilisation',
  'terms.updated': str`Version du ${0}. Chaque lien s’ouvre dans un nouvel onglet.`,
  'terms.read': str`Les lire : ${0}`,
  'terms.accept': 'Accepter',
  'recover.terms-refuse': 'Pas maintenant',
  'terms.refuse': 'Pas maintenant, se déconnecter',
  'terms.asking': 'Demande des conditions…',
  'terms.sending': 'Envoi au serveur…',
  'failure.clocks': str`Cet ordinateur indique ${0} ; le serveur indique ${1}.`,
  'failure.reference': 'Référence :',
  'name.missing': 'Indiquez d’abord votre nom.',
  'name.forbidden': 'Un nom ne peut pas contenir < > @ , : ; " [ ] ni de barre oblique inversée.',
  'name.long': 'Ce nom est trop long.',
  'name.rejected': 'Parsec n’accepte pas ce nom : modifiez-le.',
  'email.missing': 'Indiquez d’abord une adresse e-mail.',
  'email.form': 'Une adresse e-mail ressemble à nom@example.com, sans accents ni espaces.',
  'email.long': 'Cette adresse e-mail est trop longue.',
  'organization.missing': 'Choisissez d’abord un nom pour l’organisation.',
  'organization.form': 'Seulement des lettres, des chiffres, - et _, 32 au plus, sans espaces.',
  'name.label': 'Votre nom',
  'name.label-other': 'Nom de la personne',
  'strength.checking': 'Vérification de votre mot de passe…',
  'strength.short': 'Trop court : au moins 8 caractères, ou mieux, quatre mots sans rapport.',
  'strength.guessable': 'Trop facile à deviner : ajoutez un mot ou deux sans rapport entre eux.',
  'strength.personal':
    'Trop facile à deviner pour qui vous connaît : évitez votre nom, votre e-mail et l’organisation.',
  'strength.good': 'Bon mot de passe.',
  'strength.strong': 'Très bon mot de passe.',
  'password.different': 'Les deux mots de passe diffèrent : retapez le même ici.',
  'password.changed':
    'Vous avez changé le mot de passe pendant sa vérification. Relisez-le, puis continuez.',
  'password.missing': 'Choisissez d’abord un mot de passe.',
  'password.repeat-missing': 'Tapez ici le même mot de passe encore une fois.',
  'password.new': 'Mot de passe pour ce navigateur',
  'password.new-hint':
    'Au moins 8 caractères. Quatre ou cinq mots sans rapport sont faciles à retenir et difficiles à deviner.',
  'password.repeat': 'Le même mot de passe, encore une fois',
  'password.empty': 'Saisissez d’abord votre mot de passe.',
  'fact.organization': 'Organisation',
  'fact.you': 'Vous',
  'fact.device': 'Appareil',
  'fact.server': 'Serveur',
  'fact.your-email': 'Votre e-mail',
  'fact.email': 'E-mail',
  'fact.role': 'Rôle',
  'fact.name': 'Nom',
  'fact.invited-by': 'Qui vous invite',
  'password.label': 'Mot de passe',
  'password.show': 'Afficher le mot de passe',
  'places.label': 'Dans cette organisation',
  'places.me': 'Vous',
  'places.people': 'Membres',
  'qr.label': 'Le lien d’invitation sous forme de code QR',
  'steps.line': str`Étape ${0} sur ${1}\u00a0— ${2}`,
  'steps.list': 'Étapes',
  'wait.elapsed': str`Attente depuis ${0}`,
  'welcome.created': str`${0} est créée`,
  'welcome.joined': str`Vous voilà dans ${0}`,
  'welcome.saved':
    'Votre appareil est enregistré dans ce navigateur. La prochaine fois, ouvrez cette page et saisissez votre mot de passe.',
  'welcome.copy-saved': str`Votre navigateur a enregistré « ${0} » dans ses téléchargements.`,
  'welcome.go': str`Aller dans ${0}`,
  'copy.save': 'Enregistrer une copie',
  'welcome.later': 'Plus tard',
  'keep.asking':
    'Votre navigateur va peut-être demander si ce site peut conserver des données : acceptez.',
  'keep.granted': 'Ce navigateur a promis de conserver votre appareil.',
  'keep.denied':
    'Cela peut arriver si la place manque, si vous effacez ses données ou si une fenêtre privée se ferme. Un fichier de secours vous fera revenir.',
  'keep.denied-title': 'Ce navigateur peut oublier votre appareil',
  'file.chosen': str`Choisi : ${0}`,
  'file.choose-other': 'Choisir un autre fichier',
  'home.aside-recovered':
    'Vous êtes de retour grâce à votre fichier de secours, sur un nouvel appareil qui le remplace.',
  'help.ways.device-cost': 'Deux minutes, les deux appareils devant vous. Rien n’est perdu.',
  'help.ways.passkey': 'Une autre clé d’accès de l’appareil',
  'help.ways.passkey-text':
    'Si vous en avez ajouté plusieurs, n’importe laquelle ouvre l’appareil : celle d’un téléphone ou d’une clé de sécurité, par exemple.',
  'help.ways.passkey-cost':
    'Rien n’est perdu. Une fois à l’intérieur, retirez la clé d’accès disparue.',
  'help.ways.recovery': 'Un fichier de secours',
  'help.ways.recovery-text':
    'Si vous en avez enregistré un, le fichier et sa clé créent ensemble un nouvel appareil, dans n’importe quel navigateur. Il faut les deux, pris aux deux endroits où vous les avez mis.',
  'help.ways.recovery-cost': 'Quelques minutes, et une connexion au réseau. Rien n’est perdu.',
  'help.ways.copy-cost': 'Il faut avoir encore ce qui l’ouvrait ce jour-là. Rien n’est perdu.',
  'help.ways.administrator-cost':
    'Vous revenez comme nouveau membre : ce qui était partagé avec vous doit l’être à nouveau, et ce que personne d’autre ne pouvait ouvrir est perdu.',
  'lost.link': 'Mot de passe oublié, appareil perdu',
  'lost.title': 'Mot de passe oublié',
  'lost.title-passkey': 'Votre clé d’accès ne l’ouvre plus',
  'lost.title-sign-on': 'Vous ne pouvez plus vous identifier',
  'lost.lead':
    'Personne ne peut le retrouver, pas même le serveur : il n’est jamais sorti de ce navigateur. Mais voici ce qui peut aider, le meilleur d’abord.',
  'lost.lead-any':
    'Personne ne peut retrouver un mot de passe ou un appareil, pas même le serveur : il ne les a jamais eus. Mais voici ce qui peut aider, le meilleur d’abord.',
  'lost.lead-passkey':
    'Personne ne peut ramener une clé d’accès effacée ou perdue, pas même le serveur. Mais voici ce qui peut aider, le meilleur d’abord.',
  'lost.lead-sign-on':
    'Si votre compte est seulement fermé ou bloqué, la personne qui le gère peut vous aider. Si la clé de cet appareil n’existe plus, personne ne l’a : alors l’une de ces façons peut aider, la meilleure d’abord.',
  'lost.passkey': 'Utiliser une autre clé d’accès',
  'lost.start': 'Vers la page d’accueil',
  'lost.text': 'Préparer un texte pour elle',
  'devices.emergency': 'En cas d’urgence',
  'devices.emergency-text': str`Il ne sert nulle part en ce moment : chargé avec sa clé, un fichier de secours crée un nouvel appareil qui ouvre ${0}.`,
  'news.recovery': str`Un fichier de secours à votre nom a été créé, en date du ${0}. Qui l’a, avec sa clé, peut tout ouvrir en votre nom.`,
  'organization.remind-unchecked-title': 'Votre fichier de secours n’est pas vérifié',
  'organization.remind-unchecked':
    'Il a été créé, mais vous ne l’avez pas chargé de nouveau avec sa clé. Si vous n’avez pas les deux, créez-en un autre.',
  'welcome.recovery-title': 'Enregistrez maintenant un fichier de secours',
  'welcome.recovery': 'Enregistrer mon fichier de secours',
  'welcome.recovery-where':
    'Gardez le fichier à un endroit et notez la clé ailleurs. Ensemble, ils vous font entrer depuis n’importe quel navigateur. Personne d’autre ne peut les refaire.',
  'welcome.recovery-created':
    'Personne d’autre que vous ne peut faire entrer quelqu’un : si vous oubliez votre mot de passe ou si ce navigateur vous oublie, l’organisation ne pourra plus être ouverte.',
  'welcome.recovery-another':
    'Si vous perdez à la fois ce navigateur et votre autre appareil, il vous fera encore entrer, même sans vos mots de passe.',
  'welcome.recovery-joined':
    'C’est votre seul double de clé : il vous fait revenir quand vous avez oublié votre mot de passe, ou quand ce navigateur vous oublie.',
  'welcome.recovery-there': str`Votre fichier de secours du ${0} vous aiderait ici aussi si vous perdiez tout.`,
  'recovery.title': 'Votre fichier de secours',
  'recovery.lead': str`Avec ce fichier et sa clé, vous revenez dans ${0} depuis n’importe quel navigateur, même si le mot de passe est oublié et tous vos appareils perdus. Personne d’autre ne peut les faire pour vous.`,
  'recovery.what':
    'Un fichier et sa clé, gardés à deux endroits : ensemble, ils vous font entrer quand le mot de passe est oublié ou que tous les appareils sont perdus.',
  'recovery.how': 'Trois étapes, environ trois minutes',
  'recovery.how-1': 'Vous enregistrez un fichier.',
  'recovery.how-2': 'Vous enregistrez sa clé à un autre endroit, ou vous la notez.',
  'recovery.how-3': 'Vous chargez les deux de nouveau : vous savez alors qu’ils fonctionnent.',
  'recovery.danger': str`Qui a les deux ouvre tout ce que vous pouvez ouvrir dans ${0}, et un fichier de secours ne peut pas être annulé. C’est pourquoi on les garde à deux endroits.`,
  'recovery.older': 'Un fichier de secours plus ancien reste valable à côté du nouveau.',
  'recovery.create': 'Créer mon fichier de secours',
  'recovery.create-another': 'Créer un autre fichier de secours',
  'recovery.creating': 'Création de votre fichier de secours',
  'recovery.creating-wait': 'L’organisation en prend connaissance. Cela dure quelques secondes.',
  'recovery.perhaps':
    'Un fichier de secours a peut-être été créé malgré tout. Personne ne l’a, ni sa clé : il n’ouvre rien.',
  'recovery.looking': 'On regarde si vous en avez un…',
  'recovery.none': 'Vous n’avez pas de fichier de secours.',
  'recovery.unchecked': str`Vous en avez un, en date du ${0}, mais vous n’avez pas vérifié que vous pouvez vous en servir. Si vous n’avez pas à la fois le fichier et sa clé, créez-en un autre.`,
  'recovery.checked': str`Vous en avez un, en date du ${0}, et vous l’avez vérifié.`,
  'recovery.elsewhere': str`Vous en avez un, en date du ${0}. Il n’a pas été vérifié dans ce navigateur : avez-vous à la fois le fichier et sa clé ? Sinon, créez-en un autre.`,
  'recovery.step-1': 'Enregistrer le fichier',
  'recovery.step-2': 'Enregistrer sa clé ailleurs',
  'recovery.step-3': 'Vérifier les deux',
  'recovery.file-text':
    'Gardez-le ailleurs que sur cet appareil : sur une clé USB, sur un autre ordinateur, avec vos documents. Sans sa clé, il n’ouvre rien ; il n’a pas de mot de passe.',
  'recovery.file-save': 'Enregistrer le fichier de secours',
  'recovery.file-saved': str`Votre navigateur a enregistré « ${0} » dans ses téléchargements. Déplacez-le là où vous le gardez.`,
  'recovery.file-again': 'L’enregistrer à nouveau',
  'recovery.to-key': 'Continuer avec la clé',
  'recovery.key-title': 'Enregistrez la clé, mais pas à côté du fichier',
  'recovery.key-text':
    'Sur papier, dans un gestionnaire de mots de passe, dans un tiroir chez vous : là où personne ne trouve les deux ensemble. Elle ne s’affiche que maintenant.',
  'recovery.key-label': 'Votre clé de secours',
  'recovery.key-alphabet':
    'Des lettres majuscules et les chiffres de 2 à 7 : un rond est toujours la lettre O, un trait toujours la lettre I.',
  'recovery.print-title': str`Clé de secours pour ${0}`,
  'recovery.print-text': str`À utiliser avec le fichier de secours, sur ${0}. Ne gardez jamais cette feuille à côté de ce fichier.`,
  'recovery.key-copy': 'Copier la clé',
  'recovery.key-save': 'Enregistrer la clé dans un fichier texte',
  'recovery.key-print': 'Imprimer la clé',
  'recovery.key-saved': str`Votre navigateur a enregistré « ${0} » dans ses téléchargements, où se trouve peut-être aussi le fichier de secours. Déplacez l’un des deux.`,
  'recovery.to-check': 'J’ai les deux : les vérifier',
  'recovery.to-file': 'Revenir au fichier',
  'recovery.check-title': 'Vérifiez que les deux fonctionnent',
  'recovery.check-text':
    'Prenez le fichier et la clé là où vous les avez mis, comme vous le feriez en cas d’urgence. Rien ne quitte ce navigateur.',
  'recovery.the-file': 'Le fichier',
  'recovery.file-label': 'Fichier de secours',
  'recovery.file-hint': 'Son nom finit par « .psrk ». Glissez-le ici ou choisissez-le.',
  'recovery.file-missing': 'Choisissez d’abord le fichier de secours.',
  'recovery.file-older':
    'Ce fichier et cette clé vont ensemble, mais ce sont ceux d’un fichier de secours plus ancien. Choisissez le fichier et la clé que vous venez d’enregistrer.',
  'recovery.file-is-key':
    'Ce fichier contient une clé de secours. Le fichier de secours en est un autre : choisissez celui-là ici.',
  'recovery.key-hint': 'Saisissez-la, collez-la ou chargez son fichier texte.',
  'recovery.key-form':
    'Elle a 13 groupes de 4 caractères. Majuscules ou minuscules, avec ou sans tirets : tout convient.',
  'recovery.key-load': 'Charger la clé depuis son fichier texte',
  'recovery.key-file': 'Fichier texte avec la clé',
  'recovery.key-file-wrong':
    'Il n’y a pas de clé de secours dans ce fichier. Choisissez le fichier texte (« .txt ») avec la clé.',
  'recovery.key-missing': 'Saisissez d’abord la clé.',
  'recovery.key-whole': str`Les ${0} caractères y sont.`,
  'recovery.key-foreign':
    'Elle n’a que des lettres et les chiffres de 2 à 7 : il s’y trouve autre chose.',
  'recovery.key-long': str`${0} caractères, alors qu’une clé en a ${1} : quelque chose a-t-il été saisi deux fois, ou en plus ?`,
  'recovery.key-impossible': str`${0} caractères, mais ensemble ils ne peuvent pas être une clé. Comparez-les, surtout le dernier groupe.`,
  'recovery.key-short': str`${0} caractères sur ${1} pour l’instant.`,
  'recovery.check-submit': 'Vérifier le fichier et la clé',
  'recovery.show-again': 'Afficher de nouveau la clé',
  'recovery.leave-title': 'Partir avant la vérification ?',
  'recovery.leave-text':
    'Votre fichier de secours existe, et il fonctionne si vous avez enregistré à la fois le fichier et la clé : ni l’un ni l’autre ne sera plus affiché. En cas de doute, restez et vérifiez-les. Vous pourrez aussi en créer un autre plus tard.',
  'recovery.leave-yes': 'Partir sans vérifier',
  'recovery.done-title': 'Votre fichier de secours fonctionne',
  'recovery.done-lead': str`Le fichier et la clé se sont ouverts. Ensemble, ils vous ramènent dans ${0} depuis n’importe quel navigateur.`,
  'recovery.done-apart':
    'Gardez-les à deux endroits, et ne dites la clé à personne : ni l’administration ni aucun service d’assistance n’en a jamais besoin.',
  'recovery.done-valid':
    'Il reste valable, même après avoir servi plusieurs fois, et même si vous changez de mot de passe.',
  'recovery.done-stolen':
    'Si quelqu’un a pu mettre la main sur les deux, appelez votre administration : seul votre retrait de l’organisation le rend inutile.',
  'recover.title': 'Revenir avec votre fichier de secours',
  'recover.title-of': str`Revenir dans ${0} avec votre fichier de secours`,
  'recover.need':
    'Il vous faut deux choses que vous avez gardées à deux endroits : le fichier de secours et sa clé.',
  'recover.step-1': 'Le fichier de secours',
  'recover.step-2': 'Sa clé',
  'recover.step-3': 'Comment s’ouvre cet appareil',
  'recover.harmless':
    'Tant que vous n’avez pas choisi comment s’ouvre cet appareil, rien n’est créé ni enregistré : vous pouvez vous arrêter et recommencer quand vous voulez.',
  'recover.others': 'Je n’ai pas les deux : autres façons de revenir',
  'recover.reading': 'Lecture du fichier…',
  'recover.created-on': str`Création : ${0}`,
  'recover.different-title': 'Ce fichier est pour un autre accès',
  'recover.different': str`Vous cherchiez à ouvrir ${0}, avec ${1}. Est-ce le bon fichier ?`,
  'recover.elsewhere-title': 'Ce fichier de secours vient d’un autre serveur',
  'recover.elsewhere-lead': str`Il fonctionne avec ${0}, et cette page avec ${1} seulement. Rien n’a été demandé ni à l’un ni à l’autre.`,
  'recover.elsewhere-next': str`Ouvrez la page du serveur ${0}, si c’est bien celui que vous attendez, et choisissez-y le fichier. Ou utilisez l’application Parsec.`,
  'recover.key-title': 'Saisissez sa clé',
  'recover.fits': str`Le fichier et la clé vont ensemble, ${0} : ce navigateur peut redevenir l’un de vos appareils.`,
  'recover.submit': 'Revenir',
  'recover.leave-title': 'Renoncer à revenir ?',
  'recover.leave-text':
    'Votre nouvel appareil est en cours de création. Si vous partez maintenant, recommencez avec le même fichier de secours : il fonctionne comme avant.',
  'recover.unspent': 'Votre fichier de secours reste utilisable.',
  'recover.done-title': str`Vous êtes de retour dans ${0}`,
  'recover.done-lead':
    'Ce navigateur est de nouveau l’un de vos appareils. Ouvrez-le de la façon que vous venez de choisir.',
  'recover.done-aside': str`L’appareil « ${0} », qui était déjà ici, est mis de côté : vous le trouvez sur la page d’accueil.`,
  'recover.done-keep':
    'Gardez le fichier de secours et sa clé : ils fonctionnent comme avant, aussi souvent qu’il le faut.',
  'recover.done-code':
    'Cet appareil ne demande pas de code à usage unique de votre téléphone. Si vous en utilisiez un, activez-le de nouveau une fois à l’intérieur.',
  'profile.admin': 'Administration',
  'profile.outsider': 'Externe',
  'profile.standard': 'Membre',
  'profile.admin-why': 'Partage des fichiers, et fait entrer ou sortir des personnes.',
  'profile.outsider-why':
    'N’accède qu’à ce qui lui est partagé, et ne voit pas les e-mails des autres.',
  'profile.standard-why': 'Partage des fichiers et voit qui sont les autres.',
  'create.leave-title': 'Arrêter la création de l’organisation ?',
  'create.leave-late':
    'Elle existe peut-être déjà sur le serveur. Vous pourrez continuer plus tard depuis la page d’accueil, avec le mot de passe choisi.',
  'create.leave-text': 'Ce que vous avez saisi sera oublié. Rien n’a encore été créé.',
  'create.leave-yes': 'Arrêter la création',
  stay: 'Rester ici',
  'create.step-1': 'Vous et votre organisation',
  'create.step-2': 'Votre mot de passe',
  'create.creating': 'Création de votre organisation\u00a0— gardez cette page ouverte',
  'create.creating-wait':
    'Nous créons vos clés, enregistrons votre appareil et prévenons le serveur. Cela prend quelques secondes.',
  'join.finishing-slow':
    'C’est plus long que d’habitude. Gardez cette page ouverte : elle continue d’elle-même.',
  'join.finishing-stuck':
    'Toujours pas fini après 2 minutes. Vérifiez votre connexion et gardez cette page ouverte : rien n’est perdu.',
  'create.title': 'Créer une organisation',
  'create.starting': 'Nous interrogeons le serveur…',
  'create.title-named': str`Créer ${0}`,
  'create.text':
    'Une organisation est un cercle fermé de personnes qui partagent des fichiers. Vous serez la première personne à l’administrer et pourrez inviter les autres.',
  'create.organization': 'Nom de l’organisation',
  'create.organization-hint': str`Sur le serveur ${0}. Lettres, chiffres, - et _, sans espaces. Il ne pourra plus être changé.`,
  'name.hint': 'Prénom et nom, tels que vos collègues vous connaissent.',
  'create.email-hint': 'Les autres membres le verront.',
  'create.make': 'Créer l’organisation',
  'create.advanced':
    'Options avancées : une clé d’entreprise qui peut récupérer toutes les données',
  'create.authority': 'Clé publique de l’autorité de séquestre (facultatif)',
  'create.authority-hint':
    'Seulement si votre entreprise le demande : qui détient sa moitié privée peut donner à des services l’accès à tout. Ce choix ne se fait que maintenant.',
  'protection.title': 'Choisissez un mot de passe pour ce navigateur',
  'create.protection-text':
    'Le mot de passe ouvre votre appareil ici. Il ne sort jamais de ce navigateur : personne ne pourra le retrouver pour vous.',
  'create.key': 'Clé d’entreprise',
  'create.key-effect': 'Peut récupérer toutes les données',
  'create.change': 'Modifier',
  'create.alone':
    'Au début, vous serez la seule personne à administrer l’organisation. Juste après, enregistrez une copie de votre appareil.',
  'create.resume-title': str`Terminer la création : ${0}`,
  'join.resume-text':
    'Cette page a été fermée juste avant la fin. Saisissez le mot de passe que vous avez choisi, et elle reprend où elle en était.',
  'join.resume-submit': 'Reprendre',
  'greet.newcomer': 'la nouvelle personne',
  'greet.leave-title': 'S’arrêter là ?',
  'greet.leave-late': str`${0} est tout près de la fin et se retrouverait sans appareil.`,
  'join.leave-text': str`${0} et vous devriez recommencer avec de nouveaux codes. L’invitation reste valable.`,
  'greet.leave-yes': 'S’arrêter',
  silence: str`La page ouverte par ${0} ne répond plus depuis un moment. Elle est peut-être fermée : demandez à ${1} de regarder. Cette page continue d’elle-même.`,
  'join.step-1': 'Appel',
  'join.step-3': 'Votre code',
  'greet.step-3': 'L’autre code',
  'greet.step-4': 'Qui est-ce',
  'greet.title': 'Faire entrer quelqu’un',
  'greet.loading': 'Nous demandons au serveur où en est l’invitation…',
  'join.call-title': str`Appelez ${0}`,
  'greet.call-text':
    'Vous devez pouvoir vous entendre pendant environ deux minutes. Demandez à la nouvelle personne d’ouvrir le lien de l’invitation et d’appuyer sur « J’ai compris, commençons ».',
  'greet.call-wait': str`On attend ${0}. Cette page continue d’elle-même.`,
  'greet.call-hint':
    'Le lien est-il ouvert ? Il se trouve dans l’e-mail ; vous pouvez aussi le copier depuis la page « Membres ».',
  'greet.call-advice': str`Rien depuis 2 minutes. ${0} n’a peut-être pas trouvé l’e-mail, ou attend quelqu’un d’autre : demandez. Vous pouvez aussi revenir plus tard.`,
  'greet.details-title': str`${0} indique son nom et choisit un mot de passe`,
  'exchange.match': str`Les codes correspondent : vous êtes bien en contact avec ${0}.`,
  'greet.details-wait': str`On attend ${0}. Ensuite, c’est à vous de décider.`,
  'greet.details-hint': 'Choisir un mot de passe prend une minute. Restez au téléphone.',
  'greet.details-advice': str`Rien depuis 2 minutes. Demandez à ${0} ce que montre l’autre écran.`,
  'greet.approval-title': str`Faire entrer ${0} dans ${1} ?`,
  'greet.name-hint': 'Tel que la nouvelle personne l’a saisi. Corrigez les fautes éventuelles.',
  'greet.mismatch-text': str`Vous avez invité ${0}, mais cette personne demande à entrer comme ${1}. Demandez pourquoi avant d’accepter.`,
  'greet.disguised':
    'Le nom, l’e-mail ou l’appareil envoyé contient des caractères invisibles, qui peuvent le faire passer pour un autre. Ils sont omis ici. Demandez comment s’écrit le nom avant d’accepter.',
  'greet.mismatch-title': 'Ce n’est pas l’e-mail que vous avez invité',
  'greet.mismatch-ok': str`J’ai demandé, et ${0} est correct.`,
  'greet.accept': 'Accepter',
  'greet.refuse': 'Ne pas accepter',
  'greet.mismatch-missing': 'Demandez d’abord, puis confirmez ici ; ou n’acceptez pas.',
  'greet.profile-missing': 'Choisissez d’abord un rôle.',
  'join.finishing-title': 'C’est presque fini\u00a0— gardez cette page ouverte',
  'greet.finishing': str`Nous faisons entrer ${0}, puis attendons que le nouvel appareil soit enregistré.`,
  'greet.finishing-hint': str`C’est plus long que d’habitude. Demandez à ${0} de garder la page ouverte.`,
  'greet.finishing-advice': str`Toujours pas fini après 2 minutes. Demandez à ${0} de rouvrir le même lien dans le même navigateur ; gardez cette page ouverte.`,
  'greet.done-title': str`${0} est maintenant dans ${1}`,
  'greet.done-text': 'Le nouvel appareil est enregistré et fonctionne. Vous pouvez raccrocher.',
  'greet.refused-title': str`Vous n’avez pas fait entrer ${0}`,
  'greet.refused-text':
    'Personne n’a été ajouté. L’invitation reste valable : annulez-la si elle ne doit plus servir.',
  'greet.back': 'Retour aux membres',
  'alone.choose-title': 'Choisissez le code que montre l’autre appareil',
  'alone.choose-text':
    'Regardez l’autre appareil et choisissez ici le même code. Des codes identiques montrent que vos deux appareils sont bien en contact, sans personne entre eux.',
  'alone.legend': 'Le code que montre l’autre appareil',
  'alone.none-why': 'Tout s’arrête là, pour votre protection.',
  'alone.missing':
    'Choisissez d’abord le code affiché sur l’autre appareil. S’il n’est pas ici, choisissez « Aucun de ces codes ». Ne devinez jamais.',
  'alone.confirm': str`Il montre ${0}\u00a0— continuer`,
  'alone.own-again': 'Le code de cet appareil, s’il le faut de nouveau :',
  'alone.read-title': 'Choisissez ce code sur l’autre appareil',
  'alone.read-text':
    'L’autre appareil montre une liste de codes. Choisissez-y celui-ci, puis confirmez. Ne l’envoyez à personne.',
  'alone.read-wait': 'En attente : choisissez ce code sur l’autre appareil.',
  'alone.read-hint':
    'Sur l’autre appareil, sélectionnez le code, puis appuyez sur le bouton sous la liste. S’il n’y a pas de liste, rouvrez le lien.',
  'alone.read-advice':
    'Rien depuis 2 minutes. Si le code n’est pas dans la liste, choisissez-y « Aucun de ces codes » : les deux appareils ne sont pas en contact l’un avec l’autre.',
  'alone.again': 'Recommencer',
  'alone.mismatch-why':
    'C’est peut-être une simple erreur, ou quelqu’un s’est glissé entre vos deux appareils.',
  'alone.mismatch-often': str`Cela s’est produit ${0} fois. Une simple erreur devient peu probable : ne continuez pas sur ce réseau, et prévenez l’administration de l’organisation.`,
  'alone.mismatch-next-1':
    'Assurez-vous que l’autre appareil a ouvert votre propre lien, et non un lien que quelqu’un vous a envoyé.',
  'alone.mismatch-next-2':
    'Vérifiez sur les deux appareils l’adresse du serveur et le nom de l’organisation.',
  'alone.mismatch-next-3': 'Recommencez sur les deux. Les codes seront nouveaux.',
  'alone.stopped': 'L’autre appareil a arrêté',
  'alone.elsewhere-not-me':
    'Si ce n’était pas vous, quelqu’un d’autre a le lien : quittez cette page et annulez l’invitation parmi vos appareils.',
  'alone.silence':
    'L’autre appareil ne répond plus depuis un moment. Sa page a peut-être été fermée, ou son écran est éteint : regardez. Cette page continue d’elle-même.',
  'alone.manual': 'L’échange y a été arrêté, ou la page a été quittée.',
  'alone.anew': 'La page a été rouverte sur l’autre appareil : les codes sont donc nouveaux.',
  'alone.code':
    'Sur l’autre appareil, le code n’a pas été trouvé dans la liste, ou un autre a été choisi.',
  'alone.nonce': 'Ce qu’un appareil a envoyé avait changé en arrivant à l’autre.',
  'alone.payload': 'Un appareil ne peut pas lire ce que l’autre a envoyé.',
  'devices.lead': str`Chacun de ces appareils peut ouvrir ${0} en votre nom. Chacun s’ouvre à sa façon.`,
  'devices.add': 'Ajouter un appareil',
  'devices.add-text':
    'Un téléphone, un autre ordinateur ou un autre navigateur, sans rien demander à personne. Il vous faut les deux appareils sous les yeux, pendant deux minutes environ.',
  'devices.send': 'M’envoyer aussi le lien par e-mail',
  'devices.send-why': str`À l’adresse ${0}. Sinon, copiez le lien ou faites lire son code.`,
  'devices.show': 'Afficher de nouveau le lien',
  'devices.sent': str`Nous l’avons aussi envoyé à l’adresse ${0}.`,
  'devices.not-sent': 'Aucun e-mail n’a pu partir. Transmettez le lien autrement.',
  'devices.ready':
    'Ouvrez Parsec sur le nouvel appareil, puis donnez-lui ce lien : collez-le, ou faites-lui lire le code. Ensuite, appuyez ici sur « Continuer ».',
  'devices.pending': 'Invitation de votre nouvel appareil',
  'devices.made': str`Création : ${0}`,
  'devices.finish-label': 'Terminer avec votre nouvel appareil',
  'devices.go-on-label': 'Continuer avec votre nouvel appareil',
  'devices.go-on': 'Continuer',
  'devices.copy-label': 'Copier le lien pour votre nouvel appareil',
  'devices.qr-label': 'Code QR pour votre nouvel appareil',
  'devices.qr-title': 'Votre nouvel appareil',
  'devices.qr-text':
    'Faites-le lire par le nouvel appareil. Rien ne se fait tout seul : vous comparez d’abord des codes.',
  'devices.cancel-title': 'Annuler l’invitation de votre nouvel appareil ?',
  'devices.cancel-text':
    'Le lien cesse aussitôt de fonctionner. Vous pouvez en créer un autre à tout moment.',
  'devices.cancelled': 'L’invitation de votre nouvel appareil est annulée.',
  'add.back': 'Retour à mes appareils',
  'add.peer': 'votre nouvel appareil',
  'add.leave-late': 'Le nouvel appareil est tout près de la fin et se retrouverait sans ses clés.',
  'add.leave-text': 'Il faudrait recommencer avec de nouveaux codes. L’invitation reste valable.',
  'add.step-1': 'Nouvel appareil',
  'add.step-2': 'Code de cet appareil',
  'add.step-3': 'Code du nouvel appareil',
  'add.step-4': 'Votre décision',
  'add.intro-title': 'Le nouvel appareil est-il à vous, et sous vos yeux ?',
  'add.intro-text': str`Qui va jusqu’au bout reçoit tout ce que vous pouvez ouvrir dans ${0}, et agit en votre nom.`,
  'add.intro-asked':
    'Personne n’en a besoin pour vous aider : ni collègue, ni assistance. Si quelqu’un vous a demandé de le faire, arrêtez-vous ici et prévenez l’administration.',
  'add.intro-what': 'Ce que cela fait',
  'add.intro-yes': 'Il est à moi\u00a0— continuer',
  'add.call-title': 'Ouvrez Parsec sur le nouvel appareil',
  'add.call-1':
    'Donnez-lui ce lien : collez-le là-bas, faites lire son code, ou ouvrez l’e-mail si vous l’avez demandé.',
  'add.call-2': 'Appuyez sur le bouton qui s’affiche alors.',
  'add.call-3': 'Gardez les deux écrans sous les yeux : vous comparez un code sur chacun.',
  'add.call-wait': 'On attend le nouvel appareil. Cette page continue d’elle-même.',
  'add.call-hint': 'Le lien y est-il ouvert, et le bouton pressé ?',
  'add.call-advice':
    'Rien depuis 2 minutes. Rouvrez le lien sur le nouvel appareil, et regardez s’il est connecté à internet. Vous pouvez aussi revenir plus tard.',
  'add.details-title': 'Choisissez maintenant un mot de passe sur le nouvel appareil',
  'add.match': 'Les codes correspondent : vos deux appareils sont bien en contact.',
  'add.details-wait': 'On attend le nouvel appareil. Ensuite, vous décidez ici.',
  'add.details-hint':
    'Chaque appareil a son propre mot de passe. Il peut être le même qu’ici, sans obligation.',
  'add.details-advice': 'Rien depuis 2 minutes. Regardez ce que montre le nouvel appareil.',
  'add.approval-title': 'Ajouter cet appareil ?',
  'add.label': 'Il se nomme',
  'add.disguised':
    'Ce nom contient des caractères invisibles, qui peuvent le faire ressembler à un autre. Ils sont omis ici.',
  'add.approval-text': str`Il ouvrira désormais tout ce que vous pouvez ouvrir dans ${0}. Si vous n’avez pas commencé ceci de vous-même, ou si l’appareil n’est pas entre vos mains, ne l’ajoutez pas.`,
  'add.approval-warning': 'Seulement si vous l’avez voulu de vous-même',
  'add.accept': 'Ajouter cet appareil',
  'add.refuse': 'Ne pas l’ajouter',
  'add.refused-title': 'Vous n’avez pas ajouté l’appareil',
  'add.refused-text':
    'Rien n’a été ajouté. L’invitation reste valable : annulez-la si elle ne doit plus servir.',
  'add.finishing': 'Nous ajoutons le nouvel appareil et attendons qu’il ait enregistré ses clés.',
  'add.finishing-hint':
    'C’est plus long que d’habitude. Gardez aussi la page ouverte sur le nouvel appareil.',
  'add.finishing-advice':
    'Toujours pas fini après 2 minutes. Sur le nouvel appareil, rouvrez le même lien dans le même navigateur ; gardez cette page ouverte.',
  'add.done-title': 'Le nouvel appareil fait partie des vôtres',
  'add.done-text': str`Il est enregistré là-bas, et ouvre ${0} avec son propre mot de passe.`,
  'home.unfinished-device': str`Vous aviez presque ajouté un appareil dans ${0}. Ouvrez ${1} et allez dans « Mes appareils » pour terminer.`,
  'failure.alone.next':
    'Recommencez sur les deux appareils. Si cela se reproduit, annulez l’invitation et créez-en une autre.',
  'failure.device-unconfirmed.title': 'Il n’est pas certain que cet appareil ait été ajouté',
  'failure.device-unconfirmed.cause':
    'L’échange s’est terminé avant d’être confirmé, ou a été refusé. Cet appareil figure peut-être quand même parmi les vôtres, sans ses clés : c’est sans danger.',
  'failure.device-unconfirmed.next': 'Recommencez sur les deux appareils.',
  'failure.device-unconfirmed.greet-title':
    'Le nouvel appareil figure dans la liste, mais n’a pas confirmé qu’il fonctionne',
  'failure.device-unconfirmed.greet-cause':
    'L’échange s’est terminé juste avant. S’il n’a pas reçu ses clés, personne ne les a : cet élément de la liste de vos appareils est sans danger, mais il y reste.',
  'failure.device-unconfirmed.greet-next': str`Regardez si le nouvel appareil ouvre ${0}. Si oui, tout va bien. Sinon, recommencez : il figurera une fois de plus, et seul le plus récent fonctionnera.`,
  'home.welcome': 'Bienvenue dans Parsec',
  'home.looking': 'Lecture de ce que ce navigateur a enregistré…',
  'home.title': 'Vos organisations',
  'home.what':
    'Partagez des fichiers que seules les personnes de votre choix peuvent lire, pas même le serveur.',
  'home.unfinished-join': str`Vous aviez commencé ici à rejoindre ${0} sur ${1}. Continuez avec le mot de passe que vous avez choisi ; si l’accueil a été arrêté entre-temps, vous le saurez.`,
  'join.finish': 'Terminer',
  'home.unfinished-create': str`La création de l’organisation ${0} sur ${1} a été interrompue. Le serveur l’a peut-être créée malgré tout : continuez avec le mot de passe choisi pour le savoir.`,
  'home.forget': 'L’oublier',
  'home.forget-title': str`Oublier la création de l’organisation ${0} ?`,
  'home.forget-text':
    'Si le serveur l’a créée malgré tout, ses seules clés sont ici : plus personne ne pourrait l’ouvrir. Ne l’oubliez que si vous l’avez recréée ou n’en voulez plus.',
  'home.forget-no': 'La garder',
  'create.finish': 'Terminer la création',
  'home.unfinished-greet': str`Vous aviez presque fait entrer ${0} dans ${1}. Ouvrez ${2} et allez dans « Membres » pour terminer.`,
  'home.official': 'Enregistré par l’application web officielle',
  'home.open': 'Ouverte',
  'home.join': 'Rejoindre une organisation, ou ajouter ce navigateur à vos appareils',
  'home.link': 'Votre lien',
  'home.link-hint':
    'Collez ici le lien reçu par e-mail ou affiché par votre autre appareil, quel qu’il soit. Nous vous dirons ce que c’est avant qu’il ne se passe quoi que ce soit.',
  'home.no-mail': 'Je n’ai pas reçu d’e-mail',
  'home.no-mail-text':
    'Regardez dans les courriers indésirables. Sinon, appelez une personne qui administre votre organisation : le lien peut aussi être copié et vous être donné autrement.',
  'home.create-text':
    'Pour votre équipe, votre famille ou votre association : vous inviterez les autres ensuite.',
  'home.file': 'Ouvrir un fichier d’appareil',
  'home.file-hint':
    'Une copie enregistrée ici ou dans l’application Parsec (« .keys »), ou votre fichier de secours (« .psrk »). Glissez-le ici ou choisissez-le.',
  'home.file-label': 'Fichier d’appareil',
  'home.file-choose': 'Choisir un fichier',
  'home.imported': str`${0} est maintenant dans ce navigateur.`,
  'open.title': str`Ouvrir ${0}`,
  'home.file-known-text':
    'Ce qui est enregistré ici est aussi récent que ce fichier, ou davantage. Ne le remplacez que s’il ne peut plus être ouvert.',
  'home.file-replace': 'Remplacer celui qui est enregistré ici',
  'home.file-known': 'Cet appareil est déjà dans ce navigateur',
  'mine.peer': 'votre autre appareil',
  'mine.leave-title': 'Renoncer à ajouter ce navigateur ?',
  'mine.leave-text': 'Il faudrait recommencer avec de nouveaux codes. Le lien reste valable.',
  'mine.leave-late':
    'Vous êtes tout près de la fin. Si vous quittez maintenant, il faudra peut-être créer un autre lien sur votre autre appareil.',
  'mine.leave-yes': 'Renoncer',
  'mine.step-1': 'Votre autre appareil',
  'mine.step-2': 'Code de l’autre appareil',
  'mine.step-3': 'Code de ce navigateur',
  'mine.step-4': 'Mot de passe',
  'mine.title': str`Utiliser ${0} aussi dans ce navigateur ?`,
  'mine.consequence': str`Ce navigateur ouvrira tout ce que peut ouvrir ${0} dans ${1}.`,
  'mine.owner': 'Il devient un appareil appartenant à',
  'mine.made-by': 'Lien créé par',
  'mine.warning-text':
    'Si quelqu’un vous a envoyé ce lien ou ce code, ou vous demande au téléphone de l’ouvrir, n’allez pas plus loin : vous travailleriez dans le compte d’une autre personne.',
  'mine.warning-other':
    'Ce lien n’a pas été créé par la personne elle-même. Demandez pourquoi avant de continuer.',
  'mine.warning': 'Ne continuez que si vous avez commencé vous-même, sur votre autre appareil',
  'mine.need': 'Il vous faut cet autre appareil devant vous, pendant deux minutes environ.',
  'mine.start': 'C’est bien moi, continuer',
  'mine.call-title': 'Passez maintenant à votre autre appareil',
  'mine.call-1': 'Sur votre autre appareil, ouvrez Parsec et allez dans « Mes appareils ».',
  'mine.call-2': 'Appuyez sur « Continuer » à côté de l’invitation de votre nouvel appareil.',
  'mine.call-wait':
    'On attend votre autre appareil. Cette page continue d’elle-même ; vous pouvez la laisser ouverte.',
  'mine.call-hint': 'Parsec y est-il ouvert, à la page « Mes appareils » ?',
  'mine.call-advice':
    'Rien depuis 2 minutes. Regardez si votre autre appareil est connecté à internet, ou revenez plus tard avec le même lien.',
  'mine.protection':
    'C’est presque fini\u00a0— gardez cette page ouverte. Chaque appareil a son propre mot de passe : celui-ci n’ouvre Parsec que dans ce navigateur, et celui de votre autre appareil ne change pas. Il ne sort jamais d’ici : personne ne pourra le retrouver pour vous.',
  'mine.submit': 'Ajouter ce navigateur',
  'mine.finishing': 'En attente : ajoutez ce navigateur sur votre autre appareil.',
  'mine.finishing-hint':
    'Il affiche le nom que se donne ce navigateur et demande s’il faut l’ajouter.',
  'mine.finishing-advice':
    'Rien depuis 2 minutes. Regardez votre autre appareil, et gardez cette page ouverte.',
  'mine.resume-title': str`Terminer d’ajouter ce navigateur à ${0}`,
  'mine.finish': 'Terminer',
  'home.unfinished-mine': str`Vous aviez commencé à ajouter ce navigateur à vos appareils dans ${0} sur ${1}. Continuez avec le mot de passe que vous avez choisi ; si votre autre appareil a tout arrêté entre-temps, vous le saurez.`,
  'home.other-device': 'J’utilise déjà Parsec sur un autre appareil',
  'home.other-device-text':
    'Ouvrez Parsec là-bas, allez dans « Mes appareils » et appuyez sur « Ajouter un appareil ». Un lien et son code QR s’affichent : collez le lien ci-dessus, ou scannez le code. Personne d’autre n’a rien à faire.',
  'welcome.another': str`Ce navigateur ouvre maintenant ${0}`,
  'failure.alone.link':
    'Si ce navigateur a déjà été ajouté, ouvrez votre organisation depuis l’accueil. Sinon, créez un autre lien sur votre autre appareil, à la page « Mes appareils ».',
  'scan.title': 'Scanner un code QR',
  'scan.text': 'Tenez devant la caméra le code affiché par votre autre appareil.',
  'scan.video': 'Ce que voit la caméra',
  'scan.looking':
    'Recherche d’un code… Rapprochez-le pour qu’il remplisse la moitié de l’image, et évitez les reflets.',
  'scan.starting':
    'Ouverture de la caméra. Votre navigateur vous demandera peut-être si cette page peut l’utiliser.',
  'scan.private': 'L’image reste dans ce navigateur : elle n’est envoyée nulle part.',
  'scan.denied-title': 'Cette page ne peut pas utiliser la caméra',
  'scan.denied':
    'Autorisez la caméra pour ce site, en général par le signe à côté de son adresse, puis réessayez. Ou copiez le lien sur votre autre appareil, envoyez-le-vous et collez-le ici.',
  'scan.none-title': 'Aucune caméra n’a été trouvée',
  'scan.none':
    'Branchez-en une et réessayez. Ou copiez le lien sur votre autre appareil, envoyez-le-vous et collez-le ici.',
  'scan.busy-title': 'La caméra est utilisée ailleurs',
  'scan.busy':
    'Fermez le programme ou l’onglet qui s’en sert, un appel vidéo par exemple, puis réessayez.',
  'scan.broken-title': 'La caméra ne peut pas servir ici',
  'scan.broken':
    'Réessayez. Si cela ne suffit pas, copiez le lien sur votre autre appareil, envoyez-le-vous et collez-le ici.',
  'join.administrator': 'la personne qui vous invite',
  'join.leave-title': 'Renoncer à rejoindre ?',
  'join.leave-late': str`Vous êtes tout près de la fin. Si vous quittez maintenant, ${0} devra peut-être vous inviter à nouveau.`,
  'join.leave-yes': 'Renoncer',
  'join.step-2': str`Code lu par ${0}`,
  'join.step-4': 'Vous et ce navigateur',
  'join.reading': 'Lecture de votre invitation',
  'join.reading-wait': 'Nous demandons au serveur qui vous invite…',
  'join.an-administrator': 'une personne qui administre l’organisation',
  'join.invited-by': str`${0} vous invite à rejoindre ${1}`,
  'join.invited': str`Invitation à rejoindre ${0}`,
  'join.need': str`Prévoyez cinq minutes et un appel avec ${0}.`,
  'join.check':
    'Vérifiez que tout correspond à ce que vous attendez, surtout le serveur. Sinon, n’allez pas plus loin : appelez la personne qui vous a annoncé cette invitation.',
  'join.start': 'J’ai compris, commençons',
  'join.desktop': 'Avez-vous l’application Parsec ici ?',
  'join.desktop-open': 'Y ouvrir plutôt l’invitation',
  'join.call-text': str`${0} doit ouvrir Parsec, aller à la page « Membres », trouver ${1} et appuyer sur « Accueillir ». Appelez maintenant si ce n’est pas fait.`,
  'join.call-others': str`${0} peut aussi vous aider.`,
  'join.call-wait': str`On attend ${0}. Cette page continue d’elle-même ; vous pouvez la laisser ouverte.`,
  'join.call-hint': str`Avez-vous appelé ${0} ? L’invitation s’ouvre depuis la page « Membres » de Parsec.`,
  'join.call-advice': str`Rien depuis 2 minutes. ${0} n’a peut-être pas vu votre invitation : appelez, ou revenez plus tard avec le même lien.`,
  'join.details-title': str`Quel nom verront les autres membres dans ${0} ?`,
  'join.email-hint': 'Celui de l’invitation ; il ne se modifie pas ici.',
  'protection.text':
    'C’est presque fini\u00a0— gardez cette page ouverte. Le mot de passe ouvre votre appareil ici. Il ne sort jamais de ce navigateur : personne ne pourra le retrouver pour vous.',
  'protection.others': 'Autres façons d’ouvrir Parsec',
  'protection.others-text':
    'Une carte à puce ou une authentification unique ne peuvent pas encore servir ici. Une fois à l’intérieur, vous pourrez passer à une clé d’accès : votre empreinte, votre visage ou le code de cet ordinateur.',
  'join.submit': 'Rejoindre',
  'join.finishing-person': str`En attente : ${0} doit vérifier votre nom et vous accepter.`,
  'join.finishing-hint': str`${0} choisit votre rôle et appuie sur « Accepter ». Restez au téléphone.`,
  'join.finishing-advice': str`Rien depuis 2 minutes. Demandez à ${0} ce que montre l’autre écran. Gardez cette page ouverte.`,
  'join.finishing-machine':
    'Création et enregistrement de votre appareil. Cela prend quelques secondes.',
  'join.resume-title': str`Terminer de rejoindre ${0}`,
  'trying-again': 'Nouvel essai',
  'link.reading': 'Lecture de votre lien',
  'link.reading-wait': 'Lecture du lien…',
  'link.desktop': 'Ouvrez-le plutôt avec l’application Parsec sur un ordinateur.',
  'link.shamir': str`Un lien pour retrouver l’accès à ${0} avec l’aide de personnes de confiance`,
  'link.shamir-text':
    'Il rend un accès perdu en réunissant les parts d’une clé. Ce n’est pas encore possible dans un navigateur.',
  'link.request-next':
    'Ouvrez-le avec l’application Parsec, ou demandez une invitation par e-mail : celle-là fonctionne ici.',
  'link.path': str`Un lien vers un fichier ou un dossier dans ${0}`,
  'link.path-text':
    'Ce n’est pas une invitation : il ne sert qu’aux membres, et les fichiers ne peuvent pas encore être affichés ici.',
  'link.pki': str`Un lien pour rejoindre ${0} avec une carte à puce`,
  'link.pki-text':
    'Il est d’un genre plus ancien, pour les cartes à puce. Ce n’est pas possible dans un navigateur.',
  'link.organization': str`L’adresse de l’organisation ${0}`,
  'link.organization-text': 'Elle nomme une organisation mais n’invite personne.',
  'link.organization-next':
    'Si vous en êtes membre, ouvrez-la depuis la page d’accueil. Sinon, demandez une invitation à une personne qui l’administre.',
  'link.server': 'L’adresse d’un serveur',
  'link.server-text': 'Elle nomme un serveur Parsec mais n’invite personne.',
  'link.server-next':
    'Demandez un lien d’invitation à la personne qui vous l’a donnée, ou créez votre propre organisation depuis la page d’accueil.',
  'what-to-do': 'Ce que vous pouvez faire',
  'link.open-desktop': 'Ouvrir dans l’application Parsec',
  'elsewhere.title': 'Ce lien appartient à un autre serveur',
  'elsewhere.text': str`Vous êtes sur ${0}. Chaque serveur a sa propre page, et celle-ci n’a rien demandé à l’autre.`,
  'elsewhere.check':
    'Ne continuez que si vous attendiez ce serveur. En cas de doute, appelez la personne qui vous a envoyé le lien.',
  'elsewhere.continue': str`Continuer sur ${0}`,
  'not-loaded.title': 'Cette page n’a pas pu être chargée',
  'not-loaded.text': 'La connexion a été perdue, ou Parsec vient d’être mis à jour sur le serveur.',
  'open.opening': str`Ouverture de l’organisation ${0}`,
  'open.wait': 'Votre mot de passe est transformé en clé. Cela prend une seconde ou deux.',
  'open.hint': 'Cet ordinateur est lent ou occupé : cela peut prendre une minute.',
  'open.take-over': 'L’utiliser ici',
  'open.starting': 'Ouvrir votre organisation',
  'open.submit': 'Ouvrir',
  'open.lost': 'J’ai perdu mon mot de passe',
  'organization.logged-out': str`Vous avez fermé ${0}.`,
  'organization.remind-alone':
    'Personne d’autre n’administre cette organisation : si vous perdez votre mot de passe ou si ce navigateur vous oublie, et que vous n’avez pas d’autre appareil, personne ne pourra vous faire entrer de nouveau.',
  'organization.remind':
    'Si vous perdez votre mot de passe ou si ce navigateur vous oublie, et que vous n’avez pas d’autre appareil, ce sera la seule façon de revenir sans nouvelle invitation.',
  'organization.remind-title': 'Vous n’avez pas encore de fichier de secours',
  'organization.device': 'Cet appareil',
  'organization.method': 'S’ouvre par',
  'organization.log-out': 'Se déconnecter',
  'organization.files':
    'Les fichiers et les espaces de travail ne peuvent pas encore être affichés ici. Ouvrez-les avec l’application Parsec.',
  'people.copied': 'Lien copié',
  'people.not-copied':
    'Votre navigateur n’autorise pas la copie : sélectionnez le lien et copiez-le à la main.',
  'people.cancel-title': str`Annuler l’invitation pour ${0} ?`,
  'people.cancel-text':
    'Le lien cesse aussitôt de fonctionner. Vous pourrez inviter cette personne à nouveau quand vous voudrez.',
  'people.cancel-yes': 'Annuler l’invitation',
  'people.cancel-no': 'La garder',
  'people.cancelled': str`L’invitation pour ${0} est annulée.`,
  'people.pending': 'Invitations en cours',
  'members.title': 'Membres',
  'members.search': 'Chercher par nom ou e-mail',
  'members.more': str`Encore ${0} : cherchez pour les trouver.`,
  'members.all-roles': 'Tous les rôles',
  'members.count': str`${0} personnes`,
  'members.found': str`Personnes : ${0} sur ${1}`,
  'members.nobody': 'Personne ne correspond. Essayez une autre partie du nom, ou tous les rôles.',
  'members.show-more': str`En afficher ${0} de plus`,
  'members.removed': str`Retirées de l’organisation (${0})`,
  'members.removed-by': str`Retrait du ${0}, par ${1}`,
  'members.removed-on': str`Retrait du ${0}`,
  'members.since': str`Ajout du ${0}, ${1} appareils`,
  'members.since-one': str`Ajout du ${0}, 1 appareil`,
  'members.hidden': 'Nom non montré',
  'members.progress': str`Vérification des membres de l’organisation : ${0} enregistrements sur ${1}`,
  'members.reading': 'Vérification des membres de l’organisation…',
  'devices.title': 'Mes appareils',
  'devices.added': str`Ajout du ${0}`,
  'devices.shamir': 'Pour la récupération avec des personnes de confiance',
  'devices.passphrase': 'Pour la récupération avec un fichier',
  'devices.registration': 'Pour ajouter des appareils depuis un compte',
  'people.loading': 'Nous demandons au serveur où en sont les invitations…',
  'people.none': 'Les personnes que vous invitez apparaissent ici jusqu’à leur entrée.',
  'people.past': str`Invitations précédentes (${0})`,
  'people.qr-title': str`Invitation pour ${0}`,
  'people.qr-text':
    'À scanner avec le téléphone qui va rejoindre l’organisation. La personne qui le scanne doit encore vous parler pour entrer.',
  close: 'Fermer',
  'people.invite': 'Inviter quelqu’un',
  'people.email': 'E-mail de la nouvelle personne',
  'people.send': 'Envoyer le lien par e-mail',
  'people.send-why': 'Sinon, vous donnez le lien vous-même.',
  'people.invite-submit': 'Inviter',
  'people.sent': str`Le lien est parti vers ${0}. Quand tout sera prêt des deux côtés, appelez-vous et appuyez sur « Accueillir » ci-dessous.`,
  'people.refused': str`L’invitation existe, mais le serveur de messagerie a refusé ${0}. Vérifiez l’adresse, ou donnez le lien vous-même.`,
  'people.unavailable':
    'L’invitation existe, mais ce serveur ne peut pas envoyer d’e-mails pour l’instant. Donnez le lien vous-même.',
  'people.ready': str`L’invitation existe. Donnez vous-même ce lien à ${0}.`,
  'people.copy': 'Copier le lien',
  'people.qr': 'Afficher le code QR',
  'people.invited-by': str`Invitation du ${0} par ${1}`,
  'people.invited-on': str`Invitation du ${0}`,
  'people.unfinished': 'Interrompu juste avant la fin',
  'people.greet-label': str`Accueillir ${0}`,
  'people.finish': 'Terminer',
  'people.finish-label': str`Terminer avec ${0}`,
  'people.greet': 'Accueillir',
  'people.copy-label': str`Copier le lien pour ${0}`,
  'people.qr-label': str`Code QR pour ${0}`,
  'people.cancel-label': str`Annuler l’invitation pour ${0}`,
  'people.joined': 'Fait partie des membres',
  'people.was-cancelled': 'Annulée',
  'failure.user-not-found.title': 'Le serveur ne connaît pas cette personne',
  'failure.user-not-found.cause': 'Rien n’a été fait.',
  'failure.user-not-found.next': str`Rechargez la page et regardez si cette personne est toujours dans la liste. Si oui, prévenez la personne qui gère ${0} en lui donnant la référence ci-dessous.`,
  'failure.user-revoked.title': 'Cette personne a déjà été retirée',
  'failure.user-revoked.cause': str`Quelqu’un d’autre, qui administre ${0}, l’a retirée de l’organisation. Rien n’a été fait.`,
  'failure.user-revoked.next':
    'Si elle doit revenir, invitez-la à nouveau : ce sera comme nouveau membre.',
  'failure.wrong-password.title': str`Mot de passe incorrect pour ${0} dans ce navigateur`,
  'failure.wrong-password.cause':
    'Chaque appareil a le sien. Celui d’un autre appareil, d’un e-mail ou d’un compte sur un site web n’ouvre pas celui-ci.',
  'failure.wrong-password.cause-code':
    'Le code à usage unique était juste, le mot de passe ne l’est pas. Celui d’un autre appareil, d’un e-mail ou d’un compte sur un site web n’ouvre pas celui-ci.',
  'failure.wrong-password.next': 'Vérifiez les majuscules et la langue du clavier, puis réessayez.',
  'failure.wrong-passkey.title': 'Cette clé d’accès n’ouvre pas l’appareil',
  'failure.wrong-passkey.cause':
    'Elle a répondu, mais pas comme lors de son ajout. Elle a été réinitialisée, ou ajoutée dans un autre navigateur, qui obtient une autre réponse de la même clé de sécurité.',
  'failure.wrong-passkey.next':
    'Utilisez le navigateur dans lequel vous l’avez ajoutée, une autre clé d’accès de cet appareil, ou une autre façon de revenir.',
  'failure.one-time-code.title': 'Ce code à usage unique n’est pas accepté',
  'failure.one-time-code.cause':
    'Il est trop ancien, il est celui d’une autre entrée de l’application d’authentification, ou l’horloge du téléphone est fausse.',
  'failure.one-time-code.next':
    'Mettez l’horloge du téléphone en réglage automatique, puis tapez le code le plus récent. Si tous les codes sont refusés, votre accès est peut-être retiré ou suspendu : demandez à une personne qui administre l’organisation.',
  'failure.one-time-code.next-new':
    'Mettez l’horloge du téléphone en réglage automatique, regardez l’entrée que vous venez d’ajouter, et tapez le code le plus récent.',
  'failure.throttled.title': 'Trop de codes faux à la suite',
  'failure.throttled.cause': 'Pendant un moment, le serveur ne regarde aucun code, même juste.',
  'failure.throttled.cause-until': str`Le serveur ne regarde aucun code avant ${0}, même juste.`,
  'failure.throttled.next':
    'Attendez, puis tapez le code le plus récent. Chaque code faux double l’attente.',
  'failure.reset-link.title': 'Ce lien ne réinitialise plus rien',
  'failure.reset-link.cause':
    'Il a déjà servi, un plus récent l’a remplacé, ou votre accès est retiré ou suspendu.',
  'failure.reset-link.next': str`Si vos codes sont déjà reconfigurés, connectez-vous comme d’habitude. Sinon, demandez un nouveau lien à la personne qui gère ${0}.`,
  quoted: str`« ${0} »`,
  'invite.wrong': str`Ceci n’est pas une adresse e-mail : ${0}. Corrigez, ou retirez-le : personne n’est invité d’ici là.`,
  'invite.several':
    'Plusieurs personnes à la fois : séparez leurs adresses par une espace ou une virgule.',
  'invite.count': str`${0} adresses`,
  'invite.submit': str`Inviter ${0} personnes`,
  'invite.stop': 'Arrêter ici',
  'invite.running': str`Invitation en cours : ${0} sur ${1}…`,
  'invite.outcomes': str`Invitations faites : ${0} sur ${1}`,
  'invite.left':
    'Les adresses qui n’ont pas pu être invitées sont encore dans le champ ci-dessus : corrigez-les au besoin, puis invitez à nouveau. Les autres gardent leur invitation.',
  'invite.ready':
    'Pour faire entrer quelqu’un, appelez-vous quand tout est prêt et appuyez sur « Accueillir » ci-dessous.',
  'invite.sent': 'Le lien est en route',
  'invite.refused':
    'Invitation faite, mais le serveur de messagerie a refusé l’adresse : donnez le lien vous-même',
  'invite.unavailable':
    'Invitation faite, mais ce serveur ne peut pas envoyer d’e-mails pour l’instant : donnez le lien vous-même',
  'invite.made': 'Invitation faite : donnez le lien vous-même',
  'invite.member': 'Fait déjà partie des membres',
  'invite.not-yet': 'Pas encore d’invitation',
  'again.send': 'Renvoyer l’e-mail',
  'again.label': str`Renvoyer l’e-mail : ${0}`,
  'again.sent': 'E-mail renvoyé',
  'again.refused': 'Le serveur de messagerie a refusé cette adresse',
  'again.unavailable': 'Ce serveur ne peut pas envoyer d’e-mails pour l’instant',
  'member.role': 'Changer le rôle',
  'member.role-label': str`Changer le rôle : ${0}`,
  'member.remove': 'Retirer',
  'member.remove-label': str`Retirer ${0} de l’organisation`,
  'member.role-title': str`Quel rôle pour ${0} ?`,
  'member.role-yes': 'Donner ce rôle',
  'member.role-no': 'Ne rien changer',
  'member.choose-again': 'Revoir le choix',
  'member.admin-title': str`Confier l’administration à ${0} ?`,
  'member.admin-text': str`${0} pourra faire tout ce que vous pouvez : faire entrer des personnes dans ${1}, changer leur rôle et les retirer, vous aussi.`,
  'member.admin-yes': 'Confier l’administration',
  'member.outsider-title': str`Donner à ${0} le rôle Externe ?`,
  'member.outsider-text': str`${0} ne verra plus les noms ni les e-mails des autres, ne pourra faire entrer personne et ne travaillera que dans ce qui lui est partagé. Ce qui a été vu jusqu’ici peut rester en mémoire.`,
  'member.outsider-yes': 'Donner le rôle Externe',
  'member.removing': str`Retrait en cours : ${0}…`,
  'member.changing': str`Changement de rôle en cours : ${0}…`,
  'member.not-removed': str`${0} : pas de retrait`,
  'member.not-changed': str`${0} : rôle inchangé`,
  'member.maybe-removed': str`${0} : on ne sait pas si le retrait a eu lieu`,
  'member.maybe-changed': str`${0} : on ne sait pas si le rôle a changé`,
  'member.removed': str`${0} ne fait plus partie de l’organisation ${1}.`,
  'member.changed': str`${0} a un nouveau rôle : ${1}.`,
  'member.remove-title': str`Retirer ${0} de l’organisation ${1} ?`,
  'member.remove-1': str`${0} ne pourra plus ouvrir ${1}, sur aucun appareil : tout de suite, et pour toujours.`,
  'member.remove-2':
    'Il n’y a pas de retour en arrière. Vous pourrez inviter cette personne à nouveau, mais seulement comme nouveau membre.',
  'member.remove-3': 'Ce qui lui a été partagé, elle a pu le garder.',
  'member.remove-no': str`Garder ${0}`,
  'member.remove-yes': str`Retirer ${0}`,
  'storage.insecure':
    'Cette page a été ouverte par une connexion non sécurisée, et les navigateurs ne laissent que les pages sécurisées conserver des clés.',
  'storage.insecure-next':
    'Ouvrez la même adresse avec « https:// » devant. Si cela ne marche pas, prévenez la personne qui gère ce serveur.',
  'storage.old':
    'Ce navigateur est trop ancien : il lui manque ce qui permet à Parsec de protéger votre appareil.',
  'storage.old-next': 'Mettez-le à jour, ou utilisez un Firefox, Chrome, Edge ou Safari récent.',
  'storage.partitioned':
    'Cette page est affichée à l’intérieur d’un autre site, où le navigateur garde les données à part ou les jette.',
  'storage.partitioned-next': 'Ouvrez Parsec dans son propre onglet.',
  'storage.quota': 'Il n’y a plus de place pour ce site.',
  'storage.quota-next':
    'Libérez de l’espace disque ou effacez les données d’autres sites, puis réessayez.',
  'storage.blocked':
    'Le navigateur n’autorise pas ce site à conserver des données : les cookies y sont bloqués, ou c’est une fenêtre privée.',
  'storage.blocked-next':
    'Autorisez les données (cookies) pour ce site dans les réglages du navigateur, ou utilisez une fenêtre ordinaire, puis réessayez.',
  'storage.title': 'Parsec ne peut rien conserver dans ce navigateur',
  'storage.why':
    'Votre appareil serait perdu dès la fermeture de la page : nous ne commençons donc pas.',
  'close-there.title': str`${0} : fermé dans l’application web officielle ?`,
  'close-there.text':
    'Le fichier de cet appareil appartient à l’application web officielle, et cette page ne voit pas s’il y est ouvert. Fermez d’abord ses onglets et ses fenêtres dans ce navigateur : si les deux l’écrivent, l’un des deux est perdu.',
  'close-there.yes': 'C’est fermé',
  'open.weak':
    'Cet appareil est protégé d’une manière dépassée. Le même mot de passe peut désormais mieux le protéger.',
  'open.weak-later': 'Pas maintenant',
  'password.blank':
    'Il commençait ou finissait par une espace : si vous l’avez collé, ne prenez que le mot de passe.',
  done: 'Terminé',
  'saved.title': str`${0} dans ce navigateur`,
  'saved.starting': 'Votre appareil dans ce navigateur',
  'saved.created': 'Créé',
  'saved.used': 'Dernière utilisation ici',
  'saved.used-unknown': 'Inconnue',
  'saved.open-now': 'Ouvert en ce moment',
  'saved.keeper': 'Conservé par',
  'saved.official': 'L’application web officielle',
  'saved.password-text':
    'Chacun de vos appareils a le sien. Qui connaît celui-ci peut ouvrir cet appareil, ici et dans ses copies.',
  'saved.copy-title': 'Une copie, au cas où ce navigateur oublierait',
  'saved.copy-text':
    'Le fichier s’ouvre avec le mot de passe d’aujourd’hui, sur n’importe quel ordinateur.',
  'saved.remove-heading': 'Ne plus l’avoir ici',
  'saved.remove-hint':
    'Sur un ordinateur qui n’est pas à vous, retirez l’appareil quand vous avez fini. Cela ne change rien à vos autres appareils, ni à votre place dans l’organisation.',
  'saved.remove': 'Retirer de ce navigateur',
  'saved.remove-title': str`Retirer ${0} de ce navigateur ?`,
  'saved.remove-text':
    'Ce navigateur oublie l’appareil et tout ce qu’il en garde. Si c’est votre seul appareil, et que vous n’en avez ni fichier de secours ni copie, seule une nouvelle invitation vous fera revenir ; si personne d’autre n’administre l’organisation, nul ne pourra vous l’envoyer.',
  'saved.remove-no-copy': 'Vous n’avez encore enregistré ici aucune copie de cet appareil.',
  'saved.remove-copy': 'D’abord enregistrer une copie',
  'saved.remove-yes': 'Le retirer',
  'saved.remove-no': 'Le garder',
  'saved.removed': str`${0} est retiré de ce navigateur.`,
  'saved.aside': 'Mettre de côté',
  'saved.aside-title': str`Mettre ${0} de côté ?`,
  'saved.aside-text':
    'L’appareil reste dans ce navigateur, mais hors de la liste de ceux que vous ouvrez. Remettez-le en place depuis la page d’accueil quand vous voulez : il s’ouvrira comme avant.',
  'saved.aside-yes': 'Le mettre de côté',
  'saved.aside-no': 'Le laisser en place',
  'saved.aside-done': str`${0} est mis de côté.`,
  'saved.take-over': 'Le fermer là-bas et continuer ici',
  'change.link': 'Changer le mot de passe',
  'change.checking': 'Vérification du mot de passe',
  'change.saving': 'Enregistrement du nouveau mot de passe',
  'change.unsure':
    'Si vous quittez maintenant, essayez d’abord le nouveau mot de passe à la prochaine ouverture, puis l’ancien.',
  'change.current-title': 'Votre mot de passe jusqu’à présent',
  'change.current-text': 'Entrez d’abord celui qui ouvre cet appareil aujourd’hui.',
  'change.new-title': 'Choisissez un nouveau mot de passe',
  'change.new-text': str`Il ouvrira désormais ${0} dans ce navigateur. Il n’en sort jamais : personne ne pourra le retrouver pour vous.`,
  'change.done-title': 'Votre mot de passe est changé',
  'change.done-lead': str`Désormais, ${0} ne s’ouvre dans ce navigateur qu’avec le nouveau mot de passe.`,
  'change.done-copies':
    'Les copies de cet appareil enregistrées auparavant s’ouvrent encore à l’ancienne façon. Enregistrez une nouvelle copie, puis supprimez les anciennes.',
  'change.done-others': 'Vos autres appareils restent tels quels.',

  // pieces/passkey-prompt.js, pieces/new-protection.js, pieces/opening.js
  'passkey.what': 'Votre empreinte, votre visage ou le code qui déverrouille votre écran.',
  'passkey.means':
    'Avec une clé d’accès, votre empreinte, votre visage ou le code qui déverrouille votre écran ouvre l’appareil.',
  'passkey.leftover-chrome':
    'Chrome, Edge, Android : les réglages du navigateur, « Mots de passe », puis « Clés d’accès ».',
  'passkey.leftover-apple': 'iPhone, iPad, Mac : l’application « Mots de passe ».',
  'passkey.leftover-windows': 'Windows : Paramètres, « Comptes », puis « Clés d’accès ».',
  'passkey.leftover-other':
    'Votre propre gestionnaire de mots de passe, ou le programme de votre clé de sécurité.',
  'passkey.leftover-named': str`Cherchez ${0}, et là « ${1} ».`,
  'passkey.leftover-host': str`Cherchez ${0}.`,
  'passkey.leftover-how': 'Comment la supprimer',
  'passkey.leftover-text':
    'Elle ne fait aucun mal, mais on pourrait la prendre plus tard pour la bonne : supprimez-la, si votre navigateur ne l’a pas déjà fait de lui-même.',
  'passkey.leftover-title': 'Il reste une clé d’accès qui n’ouvre rien',
  'passkey.asking': 'Votre navigateur vous interroge : répondez-lui.',
  'passkey.asking-hint':
    'Aucune fenêtre en vue ? Regardez derrière celle-ci, sur votre téléphone ou sur votre clé de sécurité : elle attend peut-être que vous la touchiez.',
  'passkey.stop': 'Ne plus attendre',
  'passkey.use': 'Utiliser ma clé d’accès',
  'passkey.any': 'L’une de ces clés d’accès l’ouvre :',
  'passkey.will-ask': 'Votre navigateur vous le demandera quand vous appuierez sur le bouton.',
  'passkey.label-missing': 'Donnez d’abord un nom à la clé d’accès.',
  'passkey.made-title': 'La clé d’accès est créée. Utilisez-la maintenant une fois.',
  'passkey.step-1': 'Créer la clé d’accès.',
  'passkey.step-2':
    'L’utiliser une fois : cela montre qu’elle ouvre votre appareil. D’ici là, rien ne change.',
  'passkey.twice':
    'Votre navigateur vous interrogera deux fois de suite. Chaque fois, c’est vous qui commencez, par un bouton ici :',
  'passkey.label': 'Nom de cette clé d’accès',
  'passkey.label-hint':
    'Pour la distinguer des autres plus tard, ici et dans la liste des clés d’accès de votre navigateur.',
  'passkey.make': 'Créer la clé d’accès',
  'passkey.orphan-text': str`« ${0} » se trouve tout de même dans votre navigateur ou votre clé de sécurité. Essayez encore une fois de l’utiliser ; si vous renoncez, supprimez-la là-bas.`,
  'passkey.orphan': 'La clé d’accès existe, mais n’ouvre encore rien',
  'passkey.orphan-hopeless': str`« ${0} » se trouve tout de même dans votre navigateur ou votre clé de sécurité, si votre navigateur ne l’a pas supprimée de lui-même.`,
  'passkey.orphan-never': 'La clé d’accès existe, mais ne peut rien ouvrir',
  'passkey.make-another': 'Créer une autre clé d’accès',
  'passkey.confirm': 'L’utiliser une fois',
  'passkey.another-way': 'Une autre façon',
  'passkey.leave-title': 'Quitter sans utiliser la clé d’accès ?',
  'passkey.leave-text':
    'Rien ne change pour votre appareil. La clé d’accès que vous venez de créer n’ouvre rien : supprimez-la dans la liste des clés d’accès de votre navigateur.',
  'method.passkey': 'Clé d’accès',
  'method.with-code': str`${0} et code à usage unique`,
  'change.choice-title': 'Comment voulez-vous l’ouvrir ?',
  'change.password-why': 'Fonctionne dans tous les navigateurs et dans l’application Parsec.',
  'change.passkey-why':
    'Rien à retenir, mais elle ne fonctionne que sur ce site, là où se trouve la clé d’accès.',
  'change.passkey-official-title': 'L’application web officielle ouvre aussi cet appareil',
  'change.passkey-official':
    'Elle ne connaît pas les clés d’accès : elle ne montrera plus cette organisation dans ce navigateur, jusqu’à ce que vous reveniez à un mot de passe.',
  'change.passkey-alone':
    'Une clé d’accès peut se perdre avec l’ordinateur ou le navigateur qui la garde. Une fois qu’elle fonctionne, une deuxième vous sera demandée, ou un fichier de secours.',
  'change.passkey-unknown':
    'Votre navigateur ne dit pas si ses clés d’accès peuvent ouvrir un appareil. Vous le verrez en essayant ; d’ici là, rien ne change.',
  'change.no-passkey':
    'Une clé d’accès (empreinte, visage, code de l’ordinateur) : ce navigateur n’en a aucune qui pourrait ouvrir un appareil. Un Chrome, Edge, Safari ou Firefox récent le peut peut-être.',
  'policy.refused': 'Refusé par votre organisation',
  'policy.none': 'Votre organisation n’accepte aucune des façons possibles ici',
  'policy.none-text':
    'Ce qu’elle demande ne peut pas encore servir dans un navigateur. Choisissez tout de même une façon, et prévenez une personne qui administre l’organisation.',
  'policy.needs-code':
    'Votre organisation demande aussi un code à usage unique. Si cet appareil n’en a pas encore, vous le configurerez ensuite.',
  'code.to-come': str`Viendra ensuite un code à usage unique, que vérifie le serveur ${0} : ayez votre téléphone sous la main.`,
  'code.to-come-offline': str`Cet appareil demande aussi un code à usage unique, que vérifie le serveur ${0}. Sans connexion, il ne peut pas être ouvert.`,
  'code.to-come-title': 'Cet ordinateur n’est pas connecté',
  'password.wrong-after-code':
    'Votre code à usage unique a été accepté : seul le mot de passe vous est redemandé.',
  'open.device': 'Ouverture de votre appareil…',
  'change.sign-on-why':
    'Le compte de votre travail. Rien de nouveau à retenir, y compris dans l’application Parsec ; mais il faut le réseau à chaque fois.',
  'change.sign-on-how':
    'Vous vous identifiez à la page suivante, dans une fenêtre à part. Un service d’authentification garde désormais la clé de cet appareil, et ne la donne qu’à votre compte. Tant qu’il ne l’a pas, rien ne change.',
  'change.sign-on-trust':
    'La personne qui gère ce service, ou votre compte, pourrait aussi obtenir la clé ; elle n’ouvre rien sans le fichier de cet appareil.',
  'change.no-sign-on': 'Une authentification unique : ce serveur n’en propose pas.',
  'change.sign-on-later':
    'Une authentification unique : une fois à l’intérieur, vous pourrez la choisir si le serveur la propose.',
  'change.no-card':
    'Une carte à puce : pas encore dans un navigateur, seulement dans l’application Parsec.',

  // pieces/sign-on.js, pieces/provider-button.js, screens/signed-on.js
  'sign-on.with': str`S’identifier avec ${0}`,
  'sign-on.pro-connect': 'Qu’est-ce que ProConnect ?',
  'sign-on.pro-connect-new': 'Qu’est-ce que ProConnect ? (dans une nouvelle fenêtre)',
  'sign-on.done': 'Identification faite. Cette page continue.',
  'sign-on.offline': 'L’authentification unique a besoin du réseau',
  'sign-on.offline-text':
    'Cette page réessaie d’elle-même, et continue dès qu’une connexion revient.',
  'sign-on.announce-as': str`Une fenêtre s’ouvrira chez ${0}. Identifiez-vous-y avec le compte qui a protégé cet appareil, d’habitude ${1} : elle se ferme d’elle-même, et cette page continue.`,
  'sign-on.announce': str`Une fenêtre s’ouvrira chez ${0}. Identifiez-vous-y avec votre compte : elle se ferme d’elle-même, et cette page continue.`,
  'sign-on.others': 'Un autre fournisseur',
  'sign-on.detail': 'Dans les mots du fournisseur :',
  'sign-on.here-text': str`Ou sans fenêtre : ${0} prend la place de cette page, qui revient d’elle-même.`,
  'sign-on.here': 'S’identifier plutôt dans cette page',
  'sign-on.closed':
    'La fenêtre semble fermée. Si vous l’avez fermée, rouvrez-la ; si vous la voyez encore, continuez-y.',
  'sign-on.leaving': str`Passage à la page du fournisseur (${0})…`,
  'sign-on.window': str`Continuez dans la fenêtre ouverte chez ${0} : identifiez-vous-y.`,
  'sign-on.window-hint':
    'Aucune fenêtre en vue ? Regardez derrière celle-ci, ou ramenez-la devant avec le bouton.',
  'sign-on.window-advice':
    'Toujours rien après 2 minutes. La fenêtre vous attend 5 minutes en tout ; ensuite, il faudra recommencer.',
  'sign-on.window-again': 'Rouvrir la fenêtre',
  'sign-on.window-show': 'Montrer la fenêtre',
  'sign-on.stop': 'Arrêter l’identification',
  'sign-on.url': str`Demande à ${0} de la page où vous identifier (${1})…`,
  'sign-on.key': str`Identification faite. Suite auprès du service ${0}…`,
  'sign-on.config': 'Demande au serveur de la façon de vous identifier…',
  'sign-on.slow': 'C’est plus long que d’habitude. Cette page continue d’elle-même.',
  'signed-on.title': 'Identification faite',
  'signed-on.handing': 'Retour à la page qui vous attend…',
  'signed-on.unheard-title': 'Revenez à l’autre page',
  'signed-on.unheard-text':
    'Vous venez d’un onglet ou d’une fenêtre de Parsec, qui ne répond pas encore. Allez-y : la suite vient d’elle-même.',
  'signed-on.unheard-wait': 'En attente de cette page. Cela dure une minute au plus.',
  'signed-on.close': 'Fermez cette fenêtre et continuez dans l’autre.',
  'signed-on.lost-title': 'Plus personne n’attend cette identification',
  'signed-on.lost-text':
    'La page d’où vous venez a été fermée, rechargée, ou a attendu trop longtemps. Ce que vous avez rapporté a été jeté.',
  'signed-on.nothing-title': 'Il n’y a rien sur cette page',
  'signed-on.nothing-text':
    'C’est ici que l’on revient après une authentification unique. Cette fois, rien n’est arrivé.',
  'signed-on.again':
    'Recommencez depuis la page d’accueil. Si une autre page de Parsec est encore ouverte, fermez cette fenêtre et identifiez-vous depuis là-bas.',

  // how a device opens: screens/change.js, screens/passkeys.js, screens/security.js
  'open.lost-passkey': 'J’ai perdu ma clé d’accès',
  'open.lost-sign-on': 'Je ne peux plus m’identifier',
  'change.sign-on-title': 'Votre authentification unique jusqu’à présent',
  'change.sign-on-text':
    'Identifiez-vous d’abord avec le compte qui ouvre cet appareil aujourd’hui.',
  'change.new-sign-on-title': 'Identifiez-vous pour ouvrir ainsi désormais',
  'change.choice-text-sign-on': str`Votre choix ouvrira désormais ${0} dans ce navigateur.`,
  'change.done-lead-sign-on': str`Désormais, vous vous identifiez pour ouvrir ${0} dans ce navigateur. Il faut pour cela le réseau.`,
  'change.done-sign-on':
    'Si votre compte est fermé un jour, ou sa clé perdue, seul un fichier de secours ou un autre appareil vous fera revenir.',
  'change.done-title-sign-on': str`${0} s’ouvre maintenant par authentification unique`,
  'saved.sign-on-text':
    'Vous vous identifiez avec un compte, et un service d’authentification donne la clé de cet appareil : sans réseau, il ne s’ouvre pas.',
  'change.title': 'Changer la façon d’ouvrir cet appareil',
  'change.saving-passkey': 'Enregistrement de votre clé d’accès',
  'change.saving-wait': 'L’appareil est enregistré, relu et ouvert une fois.',
  'change.unsure-way':
    'Si vous quittez maintenant, la page qui ouvre l’appareil montrera laquelle des deux façons est la bonne.',
  'change.code-title': 'Votre code à usage unique',
  'change.code-text': 'Il reste tel quel : il vous sera toujours demandé.',
  'change.passkey-title': 'Votre clé d’accès jusqu’à présent',
  'change.passkey-text': 'Utilisez d’abord celle qui ouvre cet appareil aujourd’hui.',
  'passkey.title': 'Créer une clé d’accès',
  'change.choice-text': str`Votre choix ouvrira désormais ${0} dans ce navigateur. Le serveur ne le reçoit jamais : personne ne pourra le retrouver pour vous.`,
  'change.use-password': 'Utiliser ce mot de passe',
  'change.done-lead-passkey': str`Désormais, ${0} ne s’ouvre dans ce navigateur qu’avec votre nouvelle clé d’accès.`,
  'change.done-copies-passkey':
    'Les copies de cet appareil enregistrées auparavant s’ouvrent encore comme avant. Supprimez-les. Une nouvelle copie s’ouvre avec la clé d’accès, et seulement sur ce site.',
  'change.done-code': 'Un code à usage unique vous est demandé comme avant.',
  'change.done-official': 'L’application web officielle ne montre plus cette organisation ici.',
  'change.done-passkeys':
    'Les clés d’accès d’avant n’ouvrent plus rien : supprimez-les là où elles sont gardées.',
  'change.done-title-passkey': str`${0} s’ouvre maintenant avec votre clé d’accès`,
  'change.done-title-password': str`${0} s’ouvre maintenant avec un mot de passe`,
  'change.passkey-replaces':
    'La nouvelle clé d’accès prend la place de toutes celles qui ouvrent cet appareil aujourd’hui. Pour en avoir une de plus, ajoutez-la plutôt.',
  'passkeys.saving': 'Enregistrement de votre appareil',
  'passkeys.add': 'Ajouter une clé d’accès',
  'passkeys.remove-title': str`Retirer la clé d’accès « ${0} » ?`,
  'passkeys.remove': 'Retirer une clé d’accès',
  'passkeys.remove-text':
    'Elle n’ouvrira plus cet appareil, ni ici ni dans les copies que vous enregistrerez désormais, et votre navigateur est prié de la supprimer. Les autres l’ouvrent comme avant.',
  'passkeys.remove-confirm':
    'Utilisez l’une d’elles pour confirmer ; celle que vous retirez conviendrait aussi.',
  'passkeys.add-text':
    'Utilisez d’abord l’une de celles qui ouvrent cet appareil aujourd’hui. Puis viendra la nouvelle.',
  'passkeys.new-title': 'Créez une clé d’accès de plus',
  'passkeys.new-text':
    'Créez-la sur autre chose que la première : un téléphone, une clé de sécurité, un autre gestionnaire de mots de passe. Sinon, elles se perdraient ensemble.',
  'passkeys.gone-title': 'Cette clé d’accès n’ouvre plus l’appareil',
  'passkeys.gone-text':
    'Elle n’est plus dans le fichier de l’appareil : un autre onglet l’a peut-être retirée.',
  'passkeys.last-title': 'C’est la dernière clé d’accès',
  'passkeys.last-text':
    'Sans elle, rien n’ouvrirait plus l’appareil. Choisissez plutôt une autre façon de l’ouvrir : ensuite, cette clé d’accès n’ouvrira plus rien.',
  'method.change': 'Choisir une autre façon',
  'method.change-password': 'Changer le mot de passe ou prendre une clé d’accès',
  'method.change-password-or': 'Changer le mot de passe ou choisir une autre façon',
  'passkeys.other-title': 'Cet appareil s’ouvre avec un mot de passe',
  'passkeys.other-title-sign-on': 'Cet appareil s’ouvre par authentification unique',
  'passkeys.other-text': 'Une clé d’accès ne l’ouvre pas à côté de cela, mais à la place.',
  'passkeys.impossible-title': 'Ce navigateur ne peut pas créer une telle clé d’accès',
  'passkeys.impossible-text':
    'Il n’en a aucune qui pourrait ouvrir un appareil. Un Chrome, Edge, Safari ou Firefox récent le peut peut-être ; enregistrez une copie de cet appareil et ouvrez-la là-bas.',
  'passkeys.removed-title': 'La clé d’accès est retirée',
  'passkeys.added-title': 'Une clé d’accès de plus ouvre cet appareil',
  'passkeys.removed-text':
    'Votre navigateur a été prié de la supprimer. Si elle y figure encore, ou sur votre téléphone ou votre clé de sécurité, supprimez-la vous-même : elle n’ouvre plus rien ici.',
  'passkeys.added-text':
    'Chacune d’elles l’ouvre. Les copies enregistrées auparavant ne connaissent pas encore la nouvelle : enregistrez-en une si vous en gardez.',
  'passkeys.made': str`Création du ${0}, pour ${1}`,
  'passkeys.elsewhere': 'Ne fonctionne pas sur ce site',
  'passkeys.remove-label': str`Retirer la clé d’accès ${0}`,
  'passkeys.remove-verb': 'Retirer',
  'only-way.title': 'Cette clé d’accès est la seule façon d’entrer',
  'only-way.text':
    'Un navigateur réinitialisé, un téléphone perdu, une suppression par erreur : alors plus rien n’ouvre cet appareil, et personne ne peut le retrouver pour vous.',
  'only-way.next':
    'Enregistrez maintenant un fichier de secours, ou créez une deuxième clé d’accès, sur autre chose que la première.',
  'only-way.next-unknown':
    'Si vous n’avez pas déjà un fichier de secours, enregistrez-en un maintenant, ou créez une deuxième clé d’accès, sur autre chose que la première.',
  'only-way.recovery': 'Enregistrer un fichier de secours',
  'only-way.second': 'Ajouter une deuxième clé d’accès',
  'security.title': 'Sécurité',
  'security.lead': str`Ce qui protège ${0} dans ce navigateur, et comment y revenir quand quelque chose se perd.`,
  'security.method': 'Comment vous l’ouvrez',
  'organization.method-change': 'Changer la façon de l’ouvrir',
  'saved.copy-passkey':
    'Le fichier s’ouvre avec les clés d’accès d’aujourd’hui, sur ce site seulement : il n’aide en rien quand elles sont perdues.',
  'saved.copy-sign-on':
    'Le fichier s’ouvre avec le compte qui ouvre cet appareil, tant que le service d’authentification garde sa clé.',
  'saved.copy-code': 'Un code à usage unique est demandé aussi.',
  'home.file-open':
    'Ouvrez-le une fois : cela montre qu’il peut être ouvert. Ensuite seulement, il remplace celui qui est enregistré ici.',
  'home.give-up-join': str`Renoncer à rejoindre ${0} ?`,
  'home.give-up-join-text':
    'Si votre accueil est déjà accepté, vous êtes membre sans appareil : il faudra vous retirer et vous inviter de nouveau.',
  'home.give-up-greet': str`Renoncer à faire entrer ${0} ?`,
  'home.give-up-greet-text': str`Si le serveur a déjà créé ${0}, personne ne pourra plus terminer : retirez cette personne des membres et invitez-la de nouveau.`,
  'home.give-up-device': str`Renoncer au nouvel appareil dans ${0} ?`,
  'home.give-up-device-text':
    'S’il figure déjà parmi vos appareils, personne ne pourra plus l’ouvrir. Ajoutez-le ensuite de nouveau.',
  'home.used': str`dernière utilisation : ${0}`,
  'home.created-on': str`créé : ${0}`,
  'home.manage': 'Gérer',
  'home.aside': str`Mis de côté (${0})`,
  'home.aside-removed':
    'Vous n’en êtes plus membre : il n’ouvre rien. Gardé au cas où ce serait une erreur.',
  'home.aside-official': 'L’application web officielle l’a mis de côté.',
  'home.aside-here':
    'Mis de côté dans ce navigateur. Il s’ouvrira de nouveau une fois remis en place.',
  'home.aside-back': 'Remettre en place',
  'home.aside-copy': 'Enregistrer une copie',
  'home.aside-copied': 'Votre navigateur a enregistré une copie parmi ses téléchargements.',
  'home.aside-remove': 'Retirer pour de bon',
  'home.aside-is-back': str`${0} est de retour parmi vos organisations.`,
  'home.file-official-text':
    'L’application web officielle garde cet appareil, dans la liste ci-dessus ou mis de côté. Ouvrez-le là ; pour utiliser plutôt ce fichier, retirez d’abord l’autre.',
  'taken-over.title': str`${0} est maintenant ouvert dans un autre onglet`,
  'taken-over.text':
    'Un appareil ne fonctionne que dans un onglet à la fois. Il a été fermé ici ; rien n’est perdu.',
  'taken-over.again': 'L’utiliser de nouveau ici',
  'reason.manual-me': 'Vous avez arrêté ici.',
  'reason.manual-peer': 'Demandez pourquoi, puis recommencez ensemble.',
  'reason.anew-me': 'Continuez là-bas. Une seule des deux pages peut servir à la fois.',
  'reason.anew-peer': str`${0} a rouvert la page : les codes sont donc nouveaux.`,
  'reason.code-me': 'Vous n’avez pas trouvé le code dans la liste, ou en avez choisi un autre.',
  'reason.code-none': 'Vous avez choisi « Aucun de ces codes ».',
  'reason.code-other': str`Vous avez choisi un autre code que celui affiché chez ${0}.`,
  'reason.code-peer': str`${0} n’a pas trouvé votre code, ou en a choisi un autre.`,
  'reason.nonce-me': str`L’application utilisée par ${0} a changé de réponse en cours de route, ce qu’une application normale ne fait jamais.`,
  'reason.nonce-peer': str`L’application utilisée par ${0} a constaté que ce qu’elle recevait avait changé en route.`,
  'reason.payload-me': str`${0} a envoyé quelque chose d’illisible ici.`,
  'reason.payload-peer': str`L’application utilisée par ${0} n’a pas pu lire ce que cette page a envoyé.`,
  'spelling.letter': str`${0} comme ${1}`,

  'failure.state.title': 'Cette page a fait une erreur',
  'failure.state.cause':
    'Quelque chose s’est produit dans un ordre inattendu : elle s’est arrêtée plutôt que de deviner.',
  'failure.state.next':
    'Rechargez la page. Si cela se reproduit, prévenez la personne qui gère ce serveur en lui donnant la référence ci-dessous.',
  'failure.argument.title': 'Cette page a fait une erreur',
  'failure.argument.cause': 'Elle a demandé à son noyau une opération qu’il n’accepte pas.',
  'failure.argument.next':
    'Rechargez la page. Si cela se reproduit, prévenez la personne qui gère ce serveur en lui donnant la référence ci-dessous.',
  'failure.cancelled.title': 'Arrêté',
  'failure.cancelled.cause': 'Vous avez arrêté. Il ne se passera plus rien.',
  'failure.cancelled.next': 'Recommencez quand vous voulez.',
  'failure.timestamp-loop.title': 'L’heure du serveur semble fausse',
  'failure.timestamp-loop.cause':
    'Le serveur réclame sans cesse une heure plus tardive que celle de cet ordinateur : rien n’a été fait.',
  'failure.timestamp-loop.next': str`Vérifiez l’heure de cet ordinateur. Si elle est juste, la personne qui gère ${0} doit vérifier celle du serveur.`,
  'failure.truncated.title': 'Le serveur a donné une réponse incompréhensible',
  'failure.truncated.cause': 'Elle s’arrête trop tôt : une partie s’est perdue en chemin.',
  'failure.truncated.next': str`Réessayez dans quelques minutes. Si cela se reproduit, prévenez la personne qui gère ${0} en lui donnant la référence ci-dessous.`,
  'failure.malformed.title': 'Le serveur a donné une réponse incompréhensible',
  'failure.malformed.cause': 'Elle n’est pas écrite comme Parsec écrit.',
  'failure.malformed.next': str`Réessayez dans quelques minutes. Si cela se reproduit, prévenez la personne qui gère ${0} en lui donnant la référence ci-dessous.`,
  'failure.type.title': 'Le serveur a donné une réponse incompréhensible',
  'failure.type.cause': 'Un de ses éléments n’est pas du bon genre.',
  'failure.type.next': str`Réessayez dans quelques minutes. Si cela se reproduit, prévenez la personne qui gère ${0} en lui donnant la référence ci-dessous.`,
  'failure.missing-field.title': 'Le serveur a donné une réponse incompréhensible',
  'failure.missing-field.cause': 'Un élément indispensable manque.',
  'failure.missing-field.next': str`Réessayez dans quelques minutes. Si cela se reproduit, prévenez la personne qui gère ${0} en lui donnant la référence ci-dessous.`,
  'failure.duplicate-field.title': 'Le serveur a donné une réponse incompréhensible',
  'failure.duplicate-field.cause': 'Un de ses éléments est donné deux fois.',
  'failure.duplicate-field.next': str`Réessayez dans quelques minutes. Si cela se reproduit, prévenez la personne qui gère ${0} en lui donnant la référence ci-dessous.`,
  'failure.value.title': 'Une des réponses n’est pas acceptée',
  'failure.value.cause':
    'Un nom a au plus 254 caractères, sans < > @ , : ; \\ " [ ] ; un e-mail contient un @ et pas d’accents.',
  'failure.value.next': 'Corrigez, puis réessayez.',
  'failure.unknown-variant.title': 'Le serveur a donné une réponse incompréhensible',
  'failure.unknown-variant.cause': 'Elle est d’un genre que cette page ne connaît pas.',
  'failure.unknown-variant.next': str`Réessayez dans quelques minutes. Si cela se reproduit, prévenez la personne qui gère ${0} en lui donnant la référence ci-dessous.`,
  'failure.too-large.title': 'Le serveur a donné une réponse incompréhensible',
  'failure.too-large.cause':
    'Elle est bien plus grande qu’une telle réponse ne peut l’être : elle n’a pas été lue.',
  'failure.too-large.next': str`Réessayez dans quelques minutes. Si cela se reproduit, prévenez la personne qui gère ${0} en lui donnant la référence ci-dessous.`,
  'failure.too-deep.title': 'Le serveur a donné une réponse incompréhensible',
  'failure.too-deep.cause':
    'Elle est construite comme aucun serveur Parsec ne le fait : elle n’a pas été lue.',
  'failure.too-deep.next': str`Réessayez dans quelques minutes. Si cela se reproduit, prévenez la personne qui gère ${0} en lui donnant la référence ci-dessous.`,
  'failure.envelope-version.title': 'Le serveur a donné une réponse incompréhensible',
  'failure.envelope-version.cause':
    'Elle arrive dans un emballage plus récent que ceux que cette page sait ouvrir.',
  'failure.envelope-version.next': str`Réessayez dans quelques minutes. Si cela se reproduit, prévenez la personne qui gère ${0} en lui donnant la référence ci-dessous.`,
  'failure.compression.title': 'Le serveur a donné une réponse incompréhensible',
  'failure.compression.cause': 'Elle ne peut pas être décompressée.',
  'failure.compression.next': str`Réessayez dans quelques minutes. Si cela se reproduit, prévenez la personne qui gère ${0} en lui donnant la référence ci-dessous.`,
  'failure.utf8.title': 'Le serveur a donné une réponse incompréhensible',
  'failure.utf8.cause': 'Un de ses textes est illisible.',
  'failure.utf8.next': str`Réessayez dans quelques minutes. Si cela se reproduit, prévenez la personne qui gère ${0} en lui donnant la référence ci-dessous.`,
  'failure.address-empty.title': 'Il n’y a pas encore de lien',
  'failure.address-empty.cause': 'Aucun lien n’a été saisi, ou il a déjà servi et a été oublié.',
  'failure.address-empty.next': 'Ouvrez le lien de votre e-mail, ou copiez-le puis collez-le.',
  'failure.address-scheme.title': 'Ce n’est pas un lien Parsec',
  'failure.address-scheme.cause':
    'Un lien Parsec commence par « https:// », « http:// » ou « parsec3:// » et vient de la personne qui vous invite, le plus souvent par e-mail.',
  'failure.address-scheme.next':
    'Copiez de nouveau le lien entier depuis l’e-mail, de « http » ou « parsec3 » jusqu’au bout. S’il ne marche toujours pas, demandez-en un nouveau à la personne qui vous invite.',
  'failure.address-not-redirect.title': 'Cette adresse web n’est pas une invitation',
  'failure.address-not-redirect.cause':
    'Elle mène à une page web ordinaire. Un lien d’invitation contient « /redirect/ » ou « webRedirect ».',
  'failure.address-not-redirect.next':
    'Copiez de nouveau le lien entier depuis l’e-mail, de « http » ou « parsec3 » jusqu’au bout. S’il ne marche toujours pas, demandez-en un nouveau à la personne qui vous invite.',
  'failure.address-host.title': 'Le lien ne nomme aucun serveur utilisable',
  'failure.address-host.cause':
    'La partie entre « // » et le « / » suivant doit être le nom d’un serveur Parsec.',
  'failure.address-host.next':
    'Copiez de nouveau le lien entier depuis l’e-mail, de « http » ou « parsec3 » jusqu’au bout. S’il ne marche toujours pas, demandez-en un nouveau à la personne qui vous invite.',
  'failure.address-organization.title': 'Le lien ne nomme aucune organisation',
  'failure.address-organization.cause':
    'Le nom de l’organisation n’y figure pas, ou ne peut pas en être un.',
  'failure.address-organization.next':
    'Copiez de nouveau le lien entier depuis l’e-mail, de « http » ou « parsec3 » jusqu’au bout. S’il ne marche toujours pas, demandez-en un nouveau à la personne qui vous invite.',
  'failure.address-action.title': 'Ce lien demande quelque chose d’inconnu',
  'failure.address-action.cause':
    'C’est un lien Parsec, mais d’un genre que cette version ne connaît pas.',
  'failure.address-action.next':
    'Ouvrez-le avec l’application Parsec sur un ordinateur, ou demandez à quoi il sert à la personne qui l’a envoyé.',
  'failure.address-truncated.title': 'La fin du lien manque',
  'failure.address-truncated.cause':
    'Les logiciels de messagerie coupent parfois les longs liens en fin de ligne.',
  'failure.address-truncated.next':
    'Copiez de nouveau le lien entier depuis l’e-mail, de « http » ou « parsec3 » jusqu’au bout. S’il ne marche toujours pas, demandez-en un nouveau à la personne qui vous invite.',
  'failure.address-payload.title': 'Une partie du lien est abîmée',
  'failure.address-payload.cause': 'Certains de ses caractères ont été changés ou perdus en route.',
  'failure.address-payload.next':
    'Copiez de nouveau le lien entier depuis l’e-mail, de « http » ou « parsec3 » jusqu’au bout. S’il ne marche toujours pas, demandez-en un nouveau à la personne qui vous invite.',
  'failure.address-repeated.title': 'Le lien contient deux fois la même partie',
  'failure.address-repeated.cause':
    'Peut-être que deux liens ont été collés l’un à la suite de l’autre.',
  'failure.address-repeated.next':
    'Copiez de nouveau le lien entier depuis l’e-mail, de « http » ou « parsec3 » jusqu’au bout. S’il ne marche toujours pas, demandez-en un nouveau à la personne qui vous invite.',
  'failure.device-file.title': 'Ce n’est pas un fichier d’appareil',
  'failure.device-file.cause':
    'Un fichier d’appareil se termine par « .keys » et est enregistré par Parsec. Celui-ci est autre chose, ou il manque sa fin.',
  'failure.device-file.next': 'Choisissez un autre fichier. Rien n’a été modifié ici.',
  'failure.device-file.title-damaged': 'Ce fichier d’appareil est abîmé',
  'failure.device-file.title-saved': 'Le fichier de cet appareil est abîmé',
  'failure.device-file.cause-saved': 'Il a été coupé ou écrasé : il n’est plus lisible.',
  'failure.device-file.next-saved':
    'Ouvrez-en une copie si vous en avez une, revenez avec un fichier de secours, ou ajoutez à nouveau ce navigateur depuis un autre de vos appareils.',
  'failure.device-file.head': 'La partie qui dit à qui est l’appareil n’est pas fiable.',
  'failure.device-file.protection-password':
    'La partie qui dit comment le mot de passe l’ouvre est abîmée : aucun mot de passe ne l’ouvre plus.',
  'failure.device-file.protection-passkey':
    'La partie qui contient ses clés d’accès est abîmée : aucune ne l’ouvre plus.',
  'failure.device-file.protection': 'La partie qui dit comment il s’ouvre est abîmée.',
  'failure.device-file.layer':
    'La partie que le code à usage unique ouvre est abîmée. Le code était juste.',
  'failure.device-file.contents-password':
    'Les clés qui y sont enfermées sont abîmées. Le mot de passe n’est pas en cause.',
  'failure.device-file.contents-sign-on':
    'Les clés qui y sont enfermées sont abîmées. Votre compte n’est pas en cause.',
  'failure.device-file.contents-passkey':
    'Les clés qui y sont enfermées sont abîmées. La clé d’accès n’est pas en cause.',
  'failure.device-file.contents': 'Les clés qui y sont enfermées sont abîmées.',
  'failure.ways-back': 'Comment revenir',
  'failure.recover': 'Revenir avec un fichier de secours',
  'failure.device-file-kind.title': 'Cet appareil s’ouvre autrement',
  'failure.device-file-kind.cause':
    'Il s’ouvre par l’ordinateur lui-même, une carte à puce ou un compte Parsec, ce qui n’est pas encore possible ici.',
  'failure.device-file-kind.next':
    'Ouvrez-le dans l’application Parsec. Choisissez-y ensuite un mot de passe pour lui, ou ajoutez ce navigateur comme appareil de plus dans « Mes appareils ».',
  'failure.device-file-kind.keyring-title': 'Cet appareil s’ouvre par l’ordinateur lui-même',
  'failure.device-file-kind.keyring-cause':
    'Sa clé est dans le trousseau du système, que les navigateurs ne peuvent pas lire. Il s’ouvre dans l’application Parsec, sur cet ordinateur-là.',
  'failure.device-file-kind.card-title': 'Cet appareil s’ouvre par une carte à puce',
  'failure.device-file-kind.card-cause':
    'Cette page ne sait pas encore utiliser de lecteur de cartes. Il s’ouvre dans l’application Parsec, la carte dans son lecteur.',
  'failure.device-file-kind.account-title': 'Cet appareil s’ouvre par un compte Parsec',
  'failure.device-file-kind.account-cause':
    'Sa clé est gardée dans le compte, que cette page ne sait pas encore utiliser. Il s’ouvre dans l’application Parsec, une fois le compte connecté.',
  'failure.device-file-kind.recovery-title': 'Ceci est un fichier de secours',
  'failure.device-file-kind.recovery-cause':
    'Seul, il n’ouvre rien : avec sa clé, il crée un nouvel appareil.',
  'failure.device-file-kind.recovery-next': 'Préparez sa clé, puis revenez avec lui.',
  'failure.recovery-file.title': 'Ce n’est pas un fichier de secours',
  'failure.recovery-file.cause':
    'Un fichier de secours se termine par « .psrk » et a été enregistré par Parsec. Celui-ci est autre chose, ou il manque sa fin.',
  'failure.recovery-file.next':
    'Choisissez un autre fichier. S’il se termine par « .keys », c’est un fichier d’appareil : ouvrez-le depuis la page d’accueil.',
  'failure.recovery-file.title-damaged': 'Ce fichier de secours est abîmé',
  'failure.recovery-file.cause-damaged':
    'Une partie en a été changée ou perdue : aucune clé ne l’ouvre.',
  'failure.recovery-file.next-damaged':
    'Choisissez-en une autre copie, là où il a d’abord été enregistré.',
  'failure.recovery-key.title': 'Ce n’est pas une clé de secours',
  'failure.recovery-key.cause':
    'Une clé de secours a 52 caractères, en 13 groupes de quatre : les lettres de A à Z et les chiffres de 2 à 7.',
  'failure.recovery-key.next':
    'Comparez-la groupe par groupe à ce que vous avez noté. Majuscules, espaces et tirets ne comptent pas.',
  'failure.authority-key.title': 'Ce n’est pas la clé publique d’une autorité',
  'failure.authority-key.cause':
    'Il faut la moitié publique d’une clé RSA, sous forme de texte commençant par « -----BEGIN PUBLIC KEY----- ».',
  'failure.authority-key.next':
    'Corrigez-la, ou laissez le champ vide si personne ne vous l’a demandée. Ce choix ne se fait que maintenant.',
  'failure.decrypt.title': 'Ce qui est arrivé ne peut pas être ouvert',
  'failure.decrypt.cause':
    'Ce n’est pas fermé avec la clé que vous partagez. Nous avons tout arrêté et rien n’a été transmis.',
  'failure.decrypt.next': str`Appelez ${0} à un numéro que vous connaissez déjà et recommencez ensemble.`,
  'failure.decrypt.recovery-title': 'Cette clé n’ouvre pas ce fichier de secours',
  'failure.decrypt.recovery-cause':
    'Chaque fichier de secours a sa propre clé. Celle-ci est celle d’un autre fichier, ou l’un de ses caractères est faux.',
  'failure.decrypt.recovery-next':
    'Comparez la clé groupe par groupe, ou cherchez un autre de vos fichiers de secours.',
  'failure.signature.title': 'Une signature est fausse',
  'failure.signature.cause':
    'Un élément donné par le serveur n’est pas signé par la personne qu’il nomme. Nous ne l’avons pas utilisé.',
  'failure.signature.next':
    'Prévenez une personne qui administre l’organisation avant de continuer : le serveur est peut-être défaillant, ou n’est pas le bon.',
  'failure.zero-key.title': 'L’autre côté a envoyé une clé qui ne protège rien',
  'failure.zero-key.cause':
    'Une application normale ne fait jamais cela : quelqu’un s’est peut-être glissé entre vous. Nous avons tout arrêté et rien n’a été transmis.',
  'failure.zero-key.next': str`Appelez ${0} à un numéro que vous connaissez déjà et recommencez ensemble.`,
  'failure.commitment.title': 'L’autre côté a changé de réponse en cours de route',
  'failure.commitment.cause':
    'Une application normale ne fait jamais cela : quelqu’un s’est peut-être glissé entre vous. Nous avons tout arrêté avant d’afficher un code ; rien n’a été transmis.',
  'failure.commitment.next': str`Appelez ${0} à un numéro que vous connaissez déjà et recommencez ensemble.`,
  'failure.algorithm.title': 'Ceci utilise une méthode inconnue ici',
  'failure.algorithm.cause': 'Cela vient sans doute d’une version plus récente de Parsec.',
  'failure.algorithm.next':
    'Rechargez la page pour obtenir la dernière version, ou utilisez l’application Parsec.',
  'failure.stretch-weak.title': 'Le serveur demande une protection trop faible',
  'failure.stretch-weak.cause':
    'Il veut que le mot de passe soit traité d’une façon trop facile à deviner. Nous avons refusé.',
  'failure.stretch-weak.next': str`N’allez pas plus loin. Prévenez la personne qui gère ${0} en lui donnant la référence ci-dessous.`,
  'failure.stretch-excessive.title': 'Ce fichier d’appareil en demande trop',
  'failure.stretch-excessive.cause':
    'L’ouvrir demanderait plus de mémoire ou de temps qu’aucune application Parsec n’en demande. Il est abîmé, ou fait pour bloquer ce navigateur.',
  'failure.stretch-excessive.next':
    'Ouvrez-en une autre copie si vous en avez une, revenez avec un fichier de secours, ou ajoutez à nouveau ce navigateur depuis un autre de vos appareils.',
  'failure.certificate.title': 'Un certificat ne dit pas ce qu’il doit dire',
  'failure.certificate.cause':
    'Le serveur a donné, au sujet d’un membre, une information qui ne peut pas être juste. Nous ne l’avons pas utilisée.',
  'failure.certificate.next':
    'Prévenez une personne qui administre l’organisation, en lui donnant la référence ci-dessous.',
  'failure.misbehaves.next':
    'Ne continuez pas ici. Prévenez un administrateur de l’organisation par un autre moyen que Parsec, avec la référence ci-dessous. Rien n’est perdu.',
  'failure.not-known-yet.title': 'Les membres ne sont pas encore connus',
  'failure.not-known-yet.cause': 'Cet appareil lit encore qui fait partie de l’organisation.',
  'failure.not-known-yet.next': 'Patientez un instant, puis réessayez.',
  'failure.certificate-order.title': 'Ce que le serveur dit des membres ne peut pas être juste',
  'failure.certificate-order.cause':
    'Un enregistrement est plus ancien que le précédent : la liste a été modifiée.',
  'failure.certificate-pair.title': 'Ce que le serveur dit des membres ne peut pas être juste',
  'failure.certificate-pair.cause':
    'Un nouveau membre et son premier appareil ne vont pas ensemble.',
  'failure.certificate-root.title': 'Ce que le serveur dit des membres ne peut pas être juste',
  'failure.certificate-root.cause':
    'Un élément est signé avec la clé qui a fondé l’organisation, et qui ne doit plus jamais servir.',
  'failure.certificate-redacted.title': 'Ce que le serveur dit des membres ne peut pas être juste',
  'failure.certificate-redacted.cause':
    'Des noms que vous pouvez voir sont masqués, ou des noms qui devraient l’être sont montrés.',
  'failure.author-unknown.title': 'Ce que le serveur dit des membres ne peut pas être juste',
  'failure.author-unknown.cause': 'Un élément est signé par un appareil qui n’existait pas encore.',
  'failure.author-revoked.title': 'Ce que le serveur dit des membres ne peut pas être juste',
  'failure.author-revoked.cause':
    'Un élément est signé par une personne qui avait déjà été retirée.',
  'failure.author-profile.title': 'Ce que le serveur dit des membres ne peut pas être juste',
  'failure.author-profile.cause': 'Un élément est signé par une personne qui n’en a pas le droit.',
  'failure.author-self.title': 'Ce que le serveur dit des membres ne peut pas être juste',
  'failure.author-self.cause':
    'Une personne a changé son propre rôle ou s’est retirée elle-même, ce que personne ne peut faire.',
  'failure.author-other.title': 'Ce que le serveur dit des membres ne peut pas être juste',
  'failure.author-other.cause':
    'Un appareil a été ajouté par une autre personne que son propriétaire.',
  'failure.member-unknown.title': 'Ce que le serveur dit des membres ne peut pas être juste',
  'failure.member-unknown.cause': 'Un enregistrement concerne une personne qui n’est pas membre.',
  'failure.member-revoked.title': 'Ce que le serveur dit des membres ne peut pas être juste',
  'failure.member-revoked.cause':
    'Un enregistrement concerne une personne qui avait déjà été retirée.',
  'failure.identifier-taken.title': 'Ce que le serveur dit des membres ne peut pas être juste',
  'failure.identifier-taken.cause': 'Deux personnes ou deux appareils portent le même numéro.',
  'failure.no-change.title': 'Ce que le serveur dit des membres ne peut pas être juste',
  'failure.no-change.cause': 'Un changement de rôle ne change rien.',
  'failure.rollback.title': 'Ce que le serveur dit des membres ne peut pas être juste',
  'failure.rollback.cause': 'Le serveur n’a plus des enregistrements qu’il avait déjà montrés.',
  'failure.fork.title': 'Ce que le serveur dit des membres ne peut pas être juste',
  'failure.fork.cause':
    'Le serveur montre d’autres enregistrements que ceux qu’il avait déjà montrés.',
  'failure.not-ourselves.title': 'Cet appareil n’est pas celui que l’organisation connaît',
  'failure.not-ourselves.cause':
    'Les enregistrements montrent une autre personne ou un autre appareil à votre place. Une personne qui administre l’organisation, ou le serveur, ne fait pas ce qu’il faut.',
  'failure.not-ourselves.next':
    'N’utilisez pas cette organisation, ni ici ni ailleurs. Appelez une personne que vous connaissez et qui l’administre, par un autre moyen que Parsec, et donnez la référence ci-dessous.',
  'failure.mismatch.title': 'Deux éléments qui devraient être identiques diffèrent',
  'failure.mismatch.cause':
    'Ce que dit le serveur ne correspond pas à ce que sait cet appareil. Nous avons tout arrêté.',
  'failure.mismatch.next':
    'Réessayez. Si cela se reproduit, prévenez une personne qui administre l’organisation.',
  'failure.http-unauthenticated.title': 'Le serveur n’a pas compris qui demande',
  'failure.http-unauthenticated.cause':
    'La preuve d’identité jointe à chaque demande ne lui est pas parvenue. Quelque chose entre vous et le serveur l’enlève peut-être.',
  'failure.http-unauthenticated.next': str`Essayez depuis un autre réseau. Si cela se reproduit, prévenez la personne qui gère ${0}.`,
  'failure.http-forbidden.title': 'Le serveur ne connaît pas cet appareil',
  'failure.http-forbidden.cause': 'L’organisation ne l’a jamais accepté, ou ne l’accepte plus.',
  'failure.http-forbidden.next':
    'Demandez une nouvelle invitation à l’administration de l’organisation.',
  'failure.http-organization-not-found.title': 'Cette organisation n’existe pas sur ce serveur',
  'failure.http-organization-not-found.cause': str`Le serveur ${0} ne connaît pas ce nom. Elle a peut-être été supprimée, ou le lien a été modifié en route.`,
  'failure.http-organization-not-found.next':
    'Vérifiez l’adresse par téléphone avec la personne qui vous l’a envoyée.',
  'failure.http-organization-not-found.cause-device': str`Le serveur ${0} ne connaît plus ce nom : elle a été supprimée, ou a changé de serveur.`,
  'failure.http-organization-not-found.next-device': str`Demandez par téléphone à une personne qui administre ${0}.`,
  'failure.http-not-acceptable.title': 'Le serveur a refusé la forme de la demande',
  'failure.http-not-acceptable.cause':
    'Quelque chose entre vous et le serveur modifie ce que cette page demande.',
  'failure.http-not-acceptable.next': str`Essayez depuis un autre réseau. Si cela se reproduit, prévenez la personne qui gère ${0}.`,
  'failure.http-invitation-gone.title': 'Cette invitation est terminée',
  'failure.http-invitation-gone.cause':
    'Elle a déjà été utilisée ou annulée. Une invitation ne sert qu’une fois.',
  'failure.http-invitation-gone.next': str`Si vous avez déjà rejoint l’organisation, ouvrez-la depuis la page d’accueil. Sinon, demandez une nouvelle invitation à ${0}.`,
  'failure.http-too-large.title': 'Le serveur a trouvé la demande trop grande',
  'failure.http-too-large.cause':
    'Ce que cette page demande est petit : quelque chose entre vous et le serveur est réglé trop strictement.',
  'failure.http-too-large.next': str`Prévenez la personne qui gère ${0} en lui donnant la référence ci-dessous.`,
  'failure.http-bad-content.title': 'Le serveur n’a pas pu lire la demande',
  'failure.http-bad-content.cause':
    'Elle a été abîmée en route, ou la page et le serveur ne vont pas ensemble.',
  'failure.http-bad-content.next':
    'Rechargez la page. Si cela se reproduit, prévenez la personne qui gère ce serveur en lui donnant la référence ci-dessous.',
  'failure.http-version.title': 'Le serveur parle une autre version de Parsec',
  'failure.http-version.cause': str`Cette page et ${0} ne se comprennent pas : l’un des deux est trop ancien.`,
  'failure.http-version.next':
    'Rechargez la page. Si rien ne change, la personne qui gère le serveur doit le mettre à jour.',
  'failure.http-organization-expired.title': 'Cette organisation a expiré',
  'failure.http-organization-expired.cause':
    'Le serveur conserve ses données mais ne laisse entrer personne tant qu’elle n’est pas renouvelée.',
  'failure.http-organization-expired.next': str`Demandez à une personne qui administre ${0} de la renouveler. Votre appareil reste valable.`,
  'failure.http-revoked.title': 'Votre accès a été retiré',
  'failure.http-revoked.cause': str`Une personne qui administre ${0} vous en a retiré. Vous ne pouvez plus l’utiliser avec cet appareil.`,
  'failure.http-revoked.next': str`Si cela vous surprend, demandez à une personne qui administre ${0}.`,
  'failure.http-frozen.title': 'Votre accès est suspendu',
  'failure.http-frozen.cause': str`${0} ne vous laisse pas entrer pour l’instant. Rien n’est perdu.`,
  'failure.http-frozen.next': str`Demandez à une personne qui administre ${0} quand il sera rétabli.`,
  'failure.http-terms.title': 'Il faut d’abord accepter les conditions d’utilisation',
  'failure.http-terms.cause': str`${0} demande à ses membres de les accepter avant toute chose.`,
  'failure.http-terms.next': str`Ouvrez ${0} depuis la page d’accueil : elles y sont affichées.`,
  'failure.http-web-forbidden.title': 'Cette organisation n’autorise pas les navigateurs',
  'failure.http-web-forbidden.cause':
    'Son administration a décidé qu’elle ne s’utilise qu’avec l’application Parsec.',
  'failure.http-web-forbidden.next':
    'Ouvrez le même lien avec l’application Parsec sur un ordinateur ou un téléphone.',
  'failure.http-web-forbidden.next-device':
    'Utilisez l’application Parsec sur un ordinateur ou un téléphone.',
  'failure.http-clock.title': 'L’heure de cet ordinateur est fausse',
  'failure.http-clock.cause':
    'Elle diffère trop de celle du serveur, qui refuse donc ce que cette page signe.',
  'failure.http-clock.next':
    'Réglez la date, l’heure et le fuseau horaire de cet ordinateur sur automatique, puis réessayez.',
  'failure.http-server.title': 'Le serveur a un problème',
  'failure.http-server.cause': str`${0} a répondu par une panne. Vous n’y êtes pour rien, et rien n’est perdu.`,
  'failure.http-server.next':
    'Réessayez dans quelques minutes. Si cela dure, prévenez la personne qui gère le serveur.',
  'failure.http-unexpected.title': 'Le serveur a donné une réponse inattendue',
  'failure.http-unexpected.cause': str`Ce qui répond à ${0} n’est peut-être pas un serveur Parsec, ou quelque chose répond à sa place.`,
  'failure.http-unexpected.next':
    'Si votre réseau a une page de connexion (hôtel, train), connectez-vous-y d’abord, puis réessayez.',
  'failure.reply-malformed.title': 'Un serveur Parsec ne répond pas ainsi',
  'failure.reply-malformed.cause': str`Ce qui répond à ${0} n’est peut-être pas un serveur Parsec, ou quelque chose répond à sa place.`,
  'failure.reply-malformed.next':
    'Si votre réseau a une page de connexion (hôtel, train), connectez-vous-y d’abord, puis réessayez. Sinon, prévenez la personne qui gère le serveur.',
  'failure.reply-unknown.title': 'Le serveur dit quelque chose d’inconnu',
  'failure.reply-unknown.cause': 'Il est sans doute plus récent que cette page.',
  'failure.reply-unknown.next':
    'Rechargez la page pour obtenir sa dernière version, puis réessayez.',
  'failure.ballpark.title': 'L’heure de cet ordinateur est fausse',
  'failure.ballpark.cause':
    'Elle diffère trop de celle du serveur : rien n’a pu être signé, et rien n’a été fait.',
  'failure.ballpark.next':
    'Réglez la date, l’heure et le fuseau horaire de cet ordinateur sur automatique, puis réessayez.',
  'failure.author-not-allowed.title': 'Vous n’avez plus le droit de faire cela',
  'failure.author-not-allowed.cause': str`Seules les personnes qui administrent ${0} le peuvent, et vous n’en faites plus partie.`,
  'failure.author-not-allowed.next':
    'Demandez à une autre personne de le faire, ou de vous redonner ce rôle.',
  'failure.invalid-certificate.title': 'Cette page a fait une erreur',
  'failure.invalid-certificate.cause': 'Le serveur a refusé ce qu’elle a signé. Rien n’a été fait.',
  'failure.invalid-certificate.next':
    'Rechargez la page. Si cela se reproduit, prévenez la personne qui gère ce serveur en lui donnant la référence ci-dessous.',
  'failure.already-bootstrapped.title': 'Cette organisation existe déjà',
  'failure.already-bootstrapped.cause':
    'Quelqu’un l’a déjà créée, peut-être vous-même avec le même lien.',
  'failure.already-bootstrapped.next':
    'Choisissez un autre nom ; ou, si c’est la vôtre, ouvrez-la sur l’appareil où vous l’avez créée.',
  'failure.bootstrap-token.title': 'Le serveur n’accepte pas ce lien de création',
  'failure.bootstrap-token.cause':
    'Il est mal recopié ou périmé, ou ce serveur ne laisse pas tout le monde créer des organisations.',
  'failure.bootstrap-token.next': str`Demandez un nouveau lien de création à la personne qui gère ${0}.`,
  'failure.invitation-not-found.title': 'Le serveur ne connaît pas cette invitation',
  'failure.invitation-not-found.cause': 'Elle a été supprimée, ou le lien a été modifié en route.',
  'failure.invitation-not-found.next': str`Demandez à ${0} de vous envoyer une nouvelle invitation.`,
  'failure.invitation-used.title': 'Cette invitation a déjà servi',
  'failure.invitation-used.cause': 'Une invitation ne sert qu’une fois.',
  'failure.invitation-used.next': str`Si c’était vous, ouvrez votre organisation depuis la page d’accueil. Sinon, prévenez ${0} tout de suite, par téléphone.`,
  'failure.invitation-cancelled.title': 'Cette invitation a été annulée',
  'failure.invitation-cancelled.cause':
    'L’administration de l’organisation l’a retirée. Rien n’a été créé.',
  'failure.invitation-cancelled.next': str`Demandez à ${0} de vous envoyer une nouvelle invitation.`,
  'failure.greeter-not-found.title': 'La personne qui devait vous aider est inconnue du serveur',
  'failure.greeter-not-found.cause': 'Elle ne fait pas partie de cette organisation.',
  'failure.greeter-not-found.next': str`Demandez à ${0} de vous envoyer une nouvelle invitation.`,
  'failure.greeter-revoked.title': 'La personne qui devait vous aider est partie',
  'failure.greeter-revoked.cause': 'Son accès à l’organisation a été retiré.',
  'failure.greeter-revoked.next': str`Demandez une invitation à une autre personne qui administre ${0}.`,
  'failure.greeter-not-allowed.title':
    'La personne qui devait vous aider n’administre plus l’organisation',
  'failure.greeter-not-allowed.cause':
    'Seules les personnes qui administrent l’organisation peuvent faire entrer quelqu’un.',
  'failure.greeter-not-allowed.next': str`Demandez une invitation à une autre personne qui administre ${0}.`,
  'failure.attempt-lost.title': 'Le serveur a oublié votre échange',
  'failure.attempt-lost.cause': 'Il a sans doute redémarré. Rien n’a été transmis.',
  'failure.attempt-lost.next': 'Recommencez ensemble : l’invitation reste valable.',
  'failure.step-refused.title': 'Le serveur a refusé une étape de votre échange',
  'failure.step-refused.cause':
    'Les deux côtés n’en sont plus au même point, peut-être parce qu’une page était ouverte deux fois.',
  'failure.step-refused.next': 'Fermez les autres pages Parsec et recommencez ensemble.',
  'failure.already-enrolled.title': 'Cet e-mail appartient déjà à un membre',
  'failure.already-enrolled.cause': str`Quelqu’un l’utilise dans ${0}. Chaque e-mail n’appartient qu’à un seul membre.`,
  'failure.already-enrolled.next':
    'Si la personne a perdu son accès, il faut d’abord retirer l’ancien, puis l’inviter à nouveau.',
  'failure.users-limit.title': str`${0} n’a plus de place`,
  'failure.users-limit.cause':
    'Le nombre de ses membres est limité et la limite est atteinte. Personne n’a été ajouté.',
  'failure.users-limit.next': str`Retirez une personne partie, ou demandez plus de places à la personne qui gère ${0}. L’invitation reste valable.`,
  'failure.already-exists.title': 'Le serveur a déjà cet élément',
  'failure.already-exists.cause':
    'Ce qu’il fallait créer existe sous le même identifiant, ce qui n’arrive que par erreur.',
  'failure.already-exists.next':
    'Rechargez la page. Si cela se reproduit, prévenez la personne qui gère ce serveur en lui donnant la référence ci-dessous.',
  'failure.no-administrator.title': 'Personne ne peut vous aider avec cette invitation',
  'failure.no-administrator.cause': str`Personne dans ${0} ne peut vous faire entrer.`,
  'failure.no-administrator.next': str`Demandez à la personne qui vous a parlé de l’organisation ${0}.`,
  'failure.invitation-kind.title': 'Cette invitation est d’un autre genre',
  'failure.invitation-kind.cause': 'Le serveur dit qu’elle sert à autre chose que son lien.',
  'failure.invitation-kind.next':
    'Copiez à nouveau le lien entier là où vous l’avez trouvé, puis collez-le.',
  'failure.enrolled-without-device.title': str`${0} n’a pas d’appareil`,
  'failure.enrolled-without-device.cause':
    'L’échange s’est terminé avant d’être confirmé, ou a été refusé. L’organisation compte peut-être quand même cette personne, qui ne peut pas entrer.',
  'failure.enrolled-without-device.next': str`L’administration doit regarder si ${0} figure dans ${1}, retirer alors cet élément, puis envoyer une nouvelle invitation.`,
  'failure.enrolled-without-device.greet-title': str`${0} est maintenant membre, mais sans appareil confirmé`,
  'failure.enrolled-without-device.greet-cause': str`${1} figure parmi les membres de l’organisation ${0}, mais l’échange s’est terminé avant que le nouvel appareil soit confirmé.`,
  'failure.enrolled-without-device.greet-next': str`Demandez à ${0} si le nouvel appareil s’ouvre. Si ce n’est pas le cas, retirez ${0} des membres, pour l’instant avec l’application Parsec, puis envoyez une nouvelle invitation.`,
  'failure.not-created.title': 'Rien n’a été créé',
  'failure.not-created.cause':
    'La connexion s’est interrompue à ce moment. Nous avons vérifié : le serveur ne l’a pas fait.',
  'failure.not-created.next': 'Recommencez.',
  'failure.memory.title': 'Il n’y a pas assez de mémoire',
  'failure.memory.cause':
    'Transformer votre mot de passe en clé demande 128 Mo pendant une seconde.',
  'failure.memory.cause-passkey':
    'Le navigateur ne donne pas à cette page le peu dont elle a besoin.',
  'failure.memory.next': 'Fermez d’autres onglets ou programmes, puis réessayez.',
  'failure.random.title': 'Ce navigateur ne donne pas de nombres aléatoires',
  'failure.random.cause': 'Sans eux, aucune clé ne peut être créée de façon sûre.',
  'failure.random.next': 'Utilisez un navigateur à jour sur un autre appareil.',
  'failure.offline.title': str`${0} est injoignable`,
  'failure.offline.cause':
    'Ce navigateur n’est pas connecté, ou le serveur ne répond pas. Rien n’est perdu.',
  'failure.offline.next': 'Vérifiez votre connexion, puis réessayez.',
  'failure.offline.cause-code':
    'Le serveur vérifie le code à usage unique : sans lui, cet appareil ne s’ouvre pas. Rien n’est perdu.',
  'failure.offline.cause-sign-on':
    'L’authentification unique demande le serveur et le service d’authentification : sans eux, cet appareil ne s’ouvre pas. Rien n’est perdu.',
  'failure.offline.cause-account':
    'La clé est gardée dans le compte Parsec : sans le serveur, cet appareil ne s’ouvre pas. Rien n’est perdu.',
  'failure.offline.cause-password':
    'Votre mot de passe ouvre quand même cet appareil : il n’y manque que les nouveautés de l’organisation. Rien n’est perdu.',
  'failure.offline.cause-passkey':
    'Votre clé d’accès ouvre quand même cet appareil : il n’y manque que les nouveautés de l’organisation. Rien n’est perdu.',
  'failure.offline.cause-recovery':
    'Un fichier de secours crée un nouvel appareil, et le serveur doit le connaître. Rien n’est perdu.',
  'failure.offline.next-needed':
    'Vérifiez votre connexion, puis réessayez. Un de vos appareils qui s’ouvre par un mot de passe ou une clé d’accès, sans code, se passe du serveur.',
  'failure.store-quota.title': 'Ce navigateur n’a plus de place pour ce site',
  'failure.store-quota.cause':
    'Votre appareil n’a pas pu être enregistré. Il n’a besoin que de quelques kilo-octets.',
  'failure.store-quota.next':
    'Libérez de l’espace disque, ou effacez les données d’autres sites, puis réessayez. Gardez cette page ouverte.',
  'failure.store-denied.title': 'Ce navigateur n’autorise pas ce site à conserver des données',
  'failure.store-denied.cause':
    'Votre appareil est conservé dans ce navigateur : sans cela, rien ne peut marcher.',
  'failure.store-denied.next':
    'Autorisez les données (cookies) pour ce site dans les réglages du navigateur, ou quittez la fenêtre privée, puis réessayez.',
  'failure.store-conflict.title': 'Cet appareil est ouvert dans un autre onglet',
  'failure.store-conflict.cause':
    'Un appareil ne fonctionne que dans un onglet à la fois, pour que rien ne soit écrit en double.',
  'failure.store-conflict.next': 'Allez dans l’autre onglet, ou utilisez-le plutôt ici.',
  'failure.store-missing.title': 'Ce qui était enregistré ici a disparu',
  'failure.store-missing.cause':
    'Les données de ce site ont été effacées, par vous, par le navigateur ou par un logiciel de nettoyage.',
  'failure.store-missing.next':
    'Revenez avec un fichier de secours ou une copie du fichier d’appareil, si vous en avez. Sinon, demandez à une personne qui administre l’organisation de vous inviter à nouveau.',
  'failure.store-mismatch.title': 'Ce navigateur n’a pas enregistré correctement',
  'failure.store-mismatch.cause':
    'Ce qui a été relu diffère de ce qui a été écrit : nous ne nous y fions pas.',
  'failure.store-mismatch.next':
    'Réessayez. Si cela se reproduit, vérifiez le disque ou utilisez un autre navigateur.',
  'failure.store-aside.title': 'Cet appareil est mis de côté dans ce navigateur',
  'failure.store-aside.cause':
    'Un appareil n’a qu’un fichier ici : un second n’est donc pas accepté.',
  'failure.store-aside.cause-open': 'Son fichier est gardé, mais ne s’ouvre pas là où il est.',
  'failure.store-aside.next':
    'Regardez sous « Mis de côté » sur la page d’accueil : remettez-le en place, ou retirez-le d’abord.',
  'failure.store-taken.title': 'Il existe un autre fichier de cet appareil',
  'failure.store-taken.cause': 'L’un des deux aurait été perdu : rien n’a donc été changé.',
  'failure.store-taken.next':
    'Gardez celui que vous pouvez ouvrir, enregistrez-en une copie, et retirez l’autre.',
  'failure.stretch.title': 'Le mot de passe n’a pas pu être traité',
  'failure.stretch.cause': 'Le navigateur a interrompu le calcul, sans doute faute de mémoire.',
  'failure.stretch.next': 'Fermez d’autres onglets ou programmes, puis réessayez.',
  'failure.peer-cancelled.title': str`${0} a arrêté`,
  'failure.peer-cancelled.cause': 'Rien n’a été créé.',
  'failure.peer-cancelled.next': str`Demandez pourquoi à ${0}, puis recommencez ensemble.`,
  'failure.peer-payload.title': str`${0} a envoyé quelque chose d’illisible`,
  'failure.peer-payload.cause':
    'L’une de vos applications est peut-être trop ancienne. Nous avons tout arrêté et rien n’a été transmis.',
  'failure.peer-payload.next': 'Mettez-les à jour toutes les deux, puis recommencez ensemble.',
  'failure.peer-refused.title': str`${0} n’a pas accepté`,
  'failure.peer-refused.cause': 'Personne n’a été ajouté à l’organisation.',
  'failure.peer-refused.next': str`Parlez-en avec ${0}. Vous pouvez recommencer avec le même lien.`,
  'failure.device-in-use.title': 'Cet appareil est ouvert dans un autre onglet',
  'failure.device-in-use.cause':
    'Un appareil ne fonctionne que dans un onglet à la fois, pour que rien ne soit écrit en double.',
  'failure.device-in-use.next':
    'Allez dans l’autre onglet, ou utilisez-le plutôt ici : l’autre onglet le fermera.',
  'failure.taken-over.title': 'Cet appareil a été ouvert dans un autre onglet',
  'failure.taken-over.cause': 'Il a donc été fermé ici. Rien n’est perdu.',
  'failure.taken-over.next': 'Continuez dans l’autre onglet, ou utilisez-le de nouveau ici.',
  'failure.passkey.another':
    'Réessayez avec une autre clé d’accès : de cet ordinateur, d’un téléphone ou d’une clé de sécurité. Un mot de passe marche partout, lui aussi.',
  'failure.passkey-cancelled.title': 'La clé d’accès n’a pas servi',
  'failure.passkey-cancelled.cause':
    'La question du navigateur a été fermée sans réponse. Votre appareil est resté tel quel.',
  'failure.passkey-cancelled.next':
    'Réessayez et répondez-lui : par votre empreinte, votre visage, un code PIN ou une clé de sécurité.',
  'failure.passkey-timeout.title': 'Le navigateur a attendu trop longtemps la clé d’accès',
  'failure.passkey-timeout.cause':
    'Sa question est restée sans réponse. Votre appareil est resté tel quel.',
  'failure.passkey-timeout.next':
    'Réessayez, la clé de sécurité ou le téléphone à portée de main. La question est peut-être cachée derrière une autre fenêtre.',
  'failure.passkey-missing.title': 'La clé d’accès n’est pas ici',
  'failure.passkey-missing.cause':
    'Elle a été supprimée, ou elle est dans un autre navigateur, sur un autre ordinateur, un téléphone ou une clé de sécurité.',
  'failure.passkey-missing.next':
    'Branchez la clé de sécurité, ou utilisez le navigateur dans lequel vous avez ajouté la clé d’accès. Si elle n’existe plus, prenez-en une autre ou une autre façon de revenir.',
  'failure.passkey-no-prf.title': 'Cette clé d’accès ne peut pas ouvrir d’appareil',
  'failure.passkey-no-prf.cause':
    'Elle dit que c’est bien vous, mais ne donne aucun secret pour ouvrir quoi que ce soit. Certaines clés de sécurité, certains gestionnaires de mots de passe et d’anciens navigateurs ne le peuvent pas.',
  'failure.passkey-no-prf.next':
    'Utilisez le navigateur dans lequel vous avez ajouté la clé d’accès, dans sa version la plus récente. Sinon, prenez une autre clé d’accès ou une autre façon de revenir.',
  'failure.passkey-unverified.title': 'La clé d’accès n’a pas vérifié que c’est vous',
  'failure.passkey-unverified.cause':
    'Un appareil ne s’ouvre qu’avec une empreinte, un visage ou un code PIN. Là où se trouve cette clé d’accès, rien de tel ne semble réglé, ou bien trop d’essais l’ont bloqué.',
  'failure.passkey-unverified.next':
    'Définissez-y un code PIN ou un verrouillage d’écran, dans les réglages de l’ordinateur, du téléphone ou de la clé de sécurité. Puis réessayez.',
  'failure.passkey-other-site.title': 'Cette clé d’accès appartient à une autre adresse',
  'failure.passkey-other-site.cause': str`Une clé d’accès ne sert qu’à l’adresse où elle a été créée. Ici, c’est « ${0} ».`,
  'failure.passkey-other-site.next':
    'Ouvrez Parsec à l’adresse où vous avez ajouté la clé d’accès, ou prenez une autre façon de revenir.',
  'failure.passkey-exists.title': 'Il y a déjà là une clé d’accès de cet appareil',
  'failure.passkey-exists.cause':
    'Une deuxième au même endroit n’apporterait rien : aucune n’a été créée.',
  'failure.passkey-exists.next':
    'Choisissez un autre endroit : un autre ordinateur, un téléphone ou une clé de sécurité.',
  'failure.passkey-unsupported.title': 'Les clés d’accès ne marchent pas dans ce navigateur',
  'failure.passkey-unsupported.cause':
    'Il est trop ancien, elles y sont désactivées, ou un autre site montre cette page à l’intérieur de la sienne.',
  'failure.passkey-unsupported.next':
    'Ouvrez cette page seule, dans la version la plus récente du navigateur. Sinon, prenez une autre façon de revenir.',
  'failure.passkey-unsupported.next-new':
    'Ouvrez cette page seule, dans une version à jour de Firefox, Chrome, Edge ou Safari. Un mot de passe marche partout.',
  'failure.passkey-failed.title': 'La clé d’accès a échoué',
  'failure.passkey-failed.cause':
    'Le navigateur ne dit pas pourquoi. Votre appareil est resté tel quel.',
  'failure.passkey-failed.next':
    'Relancez le navigateur et réessayez. Si elle échoue encore, prenez une autre clé d’accès.',
  'failure.sign-on.off-new': str`Choisissez ici une autre façon. La personne qui gère ${0} peut dire si celle-ci reviendra.`,
  'failure.sign-on.off': str`Prévenez la personne qui gère ${0}. D’ici là, vous entrez avec un fichier de secours ou depuis un autre de vos appareils.`,
  'failure.sign-on-disabled.title': 'Ce serveur ne propose pas d’authentification unique',
  'failure.sign-on-disabled.cause':
    'Elle est désactivée dans les réglages du serveur : personne ne peut être identifié, et aucune clé n’est donnée.',
  'failure.sign-on-config.title': 'L’authentification unique de ce serveur est inutilisable',
  'failure.sign-on-config.cause':
    'Ses réglages ne nomment aucun fournisseur, nomment un service sans adresse sûre, ou gardent les clés d’une manière inconnue ici.',
  'failure.sign-on-unreachable.title': 'Le service d’authentification ne répond pas',
  'failure.sign-on-unreachable.cause': str`Cette page n’arrive pas à joindre ${0}, qui garde les clés de l’authentification unique. Le serveur de l’organisation répond : votre connexion n’est donc pas coupée.`,
  'failure.sign-on-unreachable.next': str`Réessayez dans quelques minutes, ou depuis un autre réseau. Si cela dure, prévenez la personne qui gère ${0}. Rien n’est perdu.`,
  'failure.sign-on-provider.title': 'La page du fournisseur ne peut pas être ouverte',
  'failure.sign-on-provider.cause': str`${0} ne donne pour ${1} aucune adresse utilisable en ce moment : le fournisseur est peut-être en panne, ou ne connaît pas ce site.`,
  'failure.sign-on-provider.next': str`Réessayez dans quelques minutes, ou avec un autre fournisseur s’il y en a un. Si cela dure, prévenez la personne qui gère ${0}.`,
  'failure.sign-on-state.title': 'Ce qui est revenu appartient à une autre identification',
  'failure.sign-on-state.cause':
    'La page du fournisseur était peut-être encore ouverte d’une fois précédente, ou quelqu’un vous en a envoyé le lien. Rien n’en a été utilisé.',
  'failure.sign-on-state.next':
    'Fermez les autres fenêtres du fournisseur et identifiez-vous à nouveau depuis ici.',
  'failure.sign-on-code.title': 'L’identification n’a pas été acceptée',
  'failure.sign-on-code.cause': str`L’identification a eu lieu, mais ${0} n’accepte pas ce qu’en dit ${1}. C’est peut-être venu trop tard, ou le compte n’est pas admis ici.`,
  'failure.sign-on-code.next': str`Identifiez-vous à nouveau sans longue pause. Si cela échoue encore, prévenez la personne qui gère ${0}.`,
  'failure.sign-on-timeout.title': 'Personne ne s’est identifié en 5 minutes',
  'failure.sign-on-timeout.cause':
    'La fenêtre du fournisseur n’attend pas plus longtemps. Rien n’a changé.',
  'failure.sign-on-timeout.next':
    'Recommencez quand vous avez votre mot de passe et votre téléphone sous la main.',
  'failure.sign-on-account.title': 'Ce n’est pas le bon compte',
  'failure.sign-on-account.both': str`Cet appareil s’ouvre avec le compte qui l’a protégé, d’habitude ${0}. Vous avez utilisé ${1}.`,
  'failure.sign-on-account.expected': str`Cet appareil s’ouvre avec le compte qui l’a protégé, d’habitude ${0}, et vous en avez utilisé un autre.`,
  'failure.sign-on-account.cause':
    'Cet appareil s’ouvre avec le compte qui l’a protégé, et vous en avez utilisé un autre.',
  'failure.sign-on-account.next': str`Identifiez-vous à nouveau en choisissant le bon compte. Si ${0} ne vous le demande pas, fermez-y d’abord votre compte.`,
  'failure.sign-on-expired.title': 'L’identification a expiré',
  'failure.sign-on-expired.cause': str`Elle ne vaut qu’une minute environ, et ${0} ne l’a plus acceptée. Rien n’a changé.`,
  'failure.sign-on-expired.next':
    'Identifiez-vous à nouveau. Cette page continue alors tout de suite.',
  'failure.sign-on-key.title': 'La clé de cet appareil n’existe plus',
  'failure.sign-on-key.cause': str`Le compte est le bon, mais ${0} n’a plus la clé : elle y a été supprimée. Votre compte n’est pas en cause.`,
  'failure.sign-on-key.next':
    'Revenez avec votre fichier de secours, ou ajoutez à nouveau ce navigateur depuis un autre de vos appareils. Sans les deux, une personne qui administre l’organisation peut vous inviter à nouveau.',
  'failure.sign-on-answer.title':
    'Le service d’authentification donne une réponse qui n’a pas de sens',
  'failure.sign-on-answer.cause': str`Ce qui est venu du service (${0}) n’est pas ce que dit un tel service. Il est peut-être en panne, ou autre chose répond à sa place.`,
  'failure.sign-on-answer.next': str`Réessayez dans quelques minutes. Si cela se répète, prévenez la personne qui gère ${0} et donnez la référence ci-dessous.`,
  'failure.sign-on-emails.title': 'Ce compte ne prouve aucune adresse e-mail',
  'failure.sign-on-emails.cause': str`${0} ne connaît aucune adresse e-mail du compte utilisé chez ${1}, et il en faut une ici.`,
  'failure.sign-on-emails.next': str`Identifiez-vous avec un autre compte. Si vous n’en avez pas, prévenez la personne qui gère ${0}.`,
  'failure.sign-on-denied.title': 'Le service d’authentification ne le permet pas',
  'failure.sign-on-denied.cause': str`Le compte est reconnu, mais ${0} ne lui donne aucun droit de garder ou de lire une clé. Un autre essai n’y change rien.`,
  'failure.sign-on-denied.next': str`Prévenez la personne qui gère ${0}, et donnez la référence ci-dessous.`,
  'failure.sign-on-blocked.title': 'Le navigateur n’a pas laissé s’ouvrir la fenêtre',
  'failure.sign-on-blocked.cause': str`Il prend la fenêtre ouverte chez ${0} pour de la publicité. Souvent, il le dit à côté de l’adresse de cette page.`,
  'failure.sign-on-blocked.next':
    'Autorisez-y ce site à ouvrir des fenêtres, puis appuyez à nouveau sur le bouton.',
  'failure.sign-on-declined.title': 'L’identification a été annulée ou refusée',
  'failure.sign-on-declined.cause': str`${0} dit que tout y a été annulé, ou que votre compte ne peut pas servir ici. Rien n’a changé.`,
  'failure.sign-on-declined.next': str`Identifiez-vous à nouveau, et acceptez quand ${0} le demande. Si vous n’avez rien annulé, adressez-vous à la personne qui y gère votre compte.`,
  'failure.sign-on-refused.title': 'Le fournisseur n’a pas pu vous identifier',
  'failure.sign-on-refused.cause': str`${0} signale un problème de son côté, ou dans ce qu’il sait de ce site. Votre compte n’est pas en cause.`,
  'failure.sign-on-refused.next': str`Réessayez dans quelques minutes. Si cela se répète, prévenez la personne qui gère ${0}, avec les mots du fournisseur.`,
  'failure.sign-on-cancelled.title': 'L’identification n’a pas eu lieu',
  'failure.sign-on-cancelled.cause': str`Tout s’est arrêté avant que quelque chose n’arrive du fournisseur (${0}). Rien n’a changé.`,
  'failure.sign-on-cancelled.next':
    'Identifiez-vous quand vous voulez : une nouvelle fenêtre s’ouvre.',
  'failure.foreign-server.title': 'Ceci appartient à un autre serveur',
  'failure.foreign-server.cause': str`Cette page ne travaille qu’avec ${0} et ne demande rien à un autre serveur.`,
  'failure.foreign-server.next': 'Ouvrez la page de l’autre serveur et faites-le là-bas.',
  'failure.insecure-context.title': 'Cette page n’est pas sécurisée',
  'failure.insecure-context.cause':
    'Elle n’a pas été chargée par une connexion sécurisée : le navigateur lui refuse ce qui protège les appareils.',
  'failure.insecure-context.next': str`Ouvrez la même adresse avec « https:// » devant. Si cela ne marche pas, prévenez la personne qui gère ${0}.`,
  'failure.module-refused.title': 'Une partie de cette page manque ou n’est pas authentique',
  'failure.module-refused.cause':
    'Elle s’est perdue en route, ou n’est pas celle qui va avec cette page : elle n’a pas été exécutée. Rien n’a été modifié.',
  'failure.module-refused.next': str`Rechargez la page. Si cela se reproduit, essayez depuis un autre réseau et prévenez la personne qui gère ${0}.`,
  'failure.not-started.title': 'Le navigateur n’a pas lancé une partie de cette page',
  'failure.not-started.cause':
    'Cela lui a été demandé plusieurs fois pendant trois minutes. Rien n’a été modifié.',
  'failure.not-started.next':
    'Rechargez la page. Si cela se reproduit, fermez tout le navigateur et relancez-le.',
  'failure.crashed.title': 'Cette page a échoué de façon inattendue',
  'failure.crashed.cause': 'Rien de ce qui était enregistré n’est perdu.',
  'failure.crashed.next': 'Rechargez la page et continuez.',
  'failure.closed.title': 'Ceci a été fermé',
  'failure.closed.cause': 'Cette page a arrêté son travail.',
  'failure.closed.next': 'Rechargez la page et continuez.',
  'failure.unknown.title': 'Il s’est passé quelque chose d’inattendu',
  'failure.unknown.cause': 'Cette page n’a pas encore de meilleurs mots pour le dire.',
  'failure.unknown.next':
    'Rechargez la page. Si cela se reproduit, prévenez la personne qui gère ce serveur en lui donnant la référence ci-dessous.',
  // help.js and about.js
  'help.link': 'Je n’arrive pas à entrer : que vérifier',
  'help.link-apart': 'Je n’arrive pas à entrer : que vérifier (nouvel onglet)',
  'help.title': 'Quand vous n’arrivez pas à entrer',
  'help.lead':
    'Parcourez ce qui vous concerne et cochez ce que vous avez vérifié. Si rien n’y fait, cette page rédige un texte pour votre administration.',
  'help.checks': 'Que vérifier',
  'help.others': 'Il s’agit d’autre chose',
  'help.methods': 'Comment vous vous connectez',
  'help.rest': 'Tout le reste',
  'help.ways': 'Comment revenir : mot de passe oublié, clé d’accès perdue',
  'help.ways-text':
    'Personne ne peut retrouver un mot de passe ou une clé d’accès, pas même le serveur : il ne les a jamais eus. Voici ce qui peut aider, le meilleur d’abord.',
  'help.ways-end':
    'Si vous assurez à vous seul l’administration et n’avez rien de tout cela, personne ne pourra plus ouvrir l’organisation : ni le serveur, ni la personne qui s’en occupe.',
  'help.ways.device': 'Un autre de vos appareils',
  'help.ways.device-text':
    'Pouvez-vous encore ouvrir l’organisation ailleurs, dans l’application Parsec ou dans un autre navigateur ? Allez-y dans « Mes appareils » et ajoutez ce navigateur.',
  'help.ways.copy': 'Une copie du fichier d’appareil',
  'help.ways.copy-text':
    'Une copie s’ouvre comme l’appareil le jour où elle a été enregistrée : avec le mot de passe ou les clés d’accès de ce jour-là. Choisissez-la sur la page d’accueil, sous « Ouvrir un fichier d’appareil ».',
  'help.ways.administrator': 'L’administration de l’organisation',
  'help.ways.administrator-text': 'Elle vous retire, puis vous invite de nouveau.',
  'help.ask': 'Demandez à votre administration',
  'help.ask-text':
    'Le texte dit ce qui s’est passé, la version, le navigateur, comment s’ouvre votre appareil et ce que vous avez coché. Il ne contient ni mot de passe, ni lien, ni adresse d’une autre personne.',
  'help.which': 'De quelle organisation s’agit-il ?',
  'help.other': 'D’une autre, ou d’aucune encore',
  'help.method': 'Comment vous y connectez-vous ?',
  'help.method-code': 'Un code à usage unique est demandé en plus',
  'help.method-unknown': 'Je ne sais pas',
  'help.prepare': 'Préparer le texte',
  'help.text': 'Le texte pour votre administration',
  'help.copy': 'Copier le texte',
  'help.mail': 'Ouvrir dans ma messagerie',
  'help.mail-long':
    'Le texte est trop long pour être transmis à une messagerie : il est copié en même temps, pour que vous l’y colliez.',
  back: 'Retour',
  copied: 'Copié',
  'not-copied':
    'Votre navigateur n’autorise pas la copie : sélectionnez le texte et copiez-le à la main.',
  'help.password.title': 'Mon mot de passe est refusé',
  'help.password.own': 'C’est bien le mot de passe de cet appareil',
  'help.password.own-why':
    'Chaque appareil a le sien. Celui d’un autre navigateur, de l’application Parsec, de votre e-mail ou d’un compte sur un site web ne l’ouvre pas.',
  'help.password.capitals': 'Les majuscules sont justes, et leur verrouillage désactivé',
  'help.password.capitals-why': 'L’œil à côté du champ montre ce que vous tapez.',
  'help.password.layout': 'Le clavier est dans la bonne langue',
  'help.password.layout-why':
    'Dans une autre, les mêmes touches écrivent d’autres caractères, surtout les signes et les accents.',
  'help.password.typed': 'Je l’ai tapé une fois à la main',
  'help.password.typed-why':
    'Ce qui est collé ou rempli automatiquement amène souvent un espace avant ou après, et un espace compte. Un gestionnaire de mots de passe peut proposer celui d’un autre appareil.',
  'help.password.changed': 'Il n’a pas été changé entre-temps',
  'help.password.changed-why':
    'Le nouveau compte dès le changement. Les copies du fichier d’appareil enregistrées avant gardent l’ancien.',
  'help.password.line': 'La bonne organisation et la bonne personne figurent au-dessus du champ',
  'help.password.line-why':
    'Un navigateur peut contenir plusieurs appareils, chacun avec son mot de passe.',
  'help.method.add': 'Je n’ai pas encore ajouté ce navigateur depuis là-bas',
  'help.method.add-why':
    'Une fois l’appareil ouvert dans l’application, allez dans « Mes appareils » et ajoutez ce navigateur : il aura son propre mot de passe ou sa propre clé d’accès. Ou choisissez plutôt un mot de passe pour cet appareil-là.',
  'help.passkey.title': 'Ma clé d’accès ne marche pas',
  'help.passkey.place': 'C’est le navigateur et l’ordinateur où j’ai ajouté la clé d’accès',
  'help.passkey.place-why':
    'Une clé d’accès se trouve à un seul endroit : un ordinateur, un téléphone, une clé de sécurité ou un gestionnaire de mots de passe. Seul ce qui est synchronisé se trouve à plusieurs, et seulement sous le même compte.',
  'help.passkey.answered': 'J’ai répondu à la question du navigateur',
  'help.passkey.answered-why':
    'Elle attend une minute environ, peut-être derrière une autre fenêtre. Si elle propose un autre endroit, choisissez celui où est votre clé d’accès.',
  'help.passkey.key': 'La clé de sécurité est branchée, et je la touche quand elle clignote',
  'help.passkey.key-why':
    'Le code PIN est alors celui de la clé de sécurité, et non celui de l’ordinateur.',
  'help.passkey.lock':
    'L’ordinateur ou le téléphone a un verrouillage d’écran, et je ne l’ai pas changé récemment',
  'help.passkey.lock-why':
    'La clé d’accès demande votre empreinte, votre visage ou ce code PIN. Si le verrouillage d’écran a été retiré ou réinitialisé, des clés d’accès ont pu disparaître avec lui.',
  'help.passkey.deleted': 'Personne n’a supprimé la clé d’accès',
  'help.passkey.deleted-why':
    'Un rangement des mots de passe et clés d’accès, dans le navigateur, le système ou un gestionnaire de mots de passe, peut la supprimer. Elle ne revient pas : prenez-en une autre, ou voyez « Comment revenir » plus bas.',
  'help.passkey.address': 'L’adresse est la même que lorsque j’ai ajouté la clé d’accès',
  'help.passkey.address-why': str`Sous une autre adresse, le navigateur ne la propose pas. Ici, c’est « ${0} ».`,
  'help.code.title': 'Mon code à usage unique est refusé',
  'help.code.clock': 'L’horloge du téléphone est réglée automatiquement',
  'help.code.clock-why':
    'Le code se calcule à partir de l’heure : un téléphone décalé d’une minute n’en montre que de faux. Sur le téléphone : Réglages, Date et heure, automatique.',
  'help.code.entry': 'Je regarde la bonne entrée de l’application d’authentification',
  'help.code.entry-why':
    'Elle s’appelle « parsec.cloud », avec le nom de l’organisation. Chaque organisation a la sienne et, après une réinitialisation, seule la plus récente compte.',
  'help.code.fresh': 'J’ai tapé un code qui venait d’apparaître',
  'help.code.fresh-why': 'Chacun dure 30 secondes, et le serveur l’accepte encore un peu après.',
  'help.code.wait': 'J’ai attendu aussi longtemps que la page le dit',
  'help.code.wait-why':
    'Après des codes faux, le serveur n’en regarde aucun pendant un moment, deux fois plus long chaque fois. Même un code juste est alors refusé.',
  'help.code.online': 'Le serveur est joignable',
  'help.code.online-why':
    'C’est lui qui vérifie le code : un appareil qui en demande un ne s’ouvre pas sans connexion.',
  'help.code.phone': 'J’ai toujours le téléphone avec l’application d’authentification',
  'help.code.phone-why':
    'Sinon, la personne qui gère le serveur peut vous envoyer un lien qui reconfigure vos codes. L’appareil reste tel quel, comme ce qui l’ouvre par ailleurs.',
  'help.code.member': 'Je suis toujours membre, et mon accès n’est pas suspendu',
  'help.code.member-why':
    'Si l’accès a été retiré ou suspendu, le serveur refuse tous les codes sans dire pourquoi. Une personne qui administre l’organisation le sait.',
  'help.system.title': 'Mon ordinateur ouvre l’appareil de lui-même',
  'help.system.application': 'J’ai essayé dans l’application Parsec',
  'help.system.application-why':
    'La clé est dans le trousseau du système, qu’aucun navigateur ne peut lire : un tel appareil ne s’ouvre que dans l’application.',
  'help.system.same': 'C’est le même ordinateur, avec le même compte d’utilisateur',
  'help.system.same-why':
    'Le trousseau appartient à un seul compte d’un seul ordinateur et ne se copie pas avec les fichiers.',
  'help.system.unlocked': 'Le trousseau du système est déverrouillé',
  'help.system.unlocked-why':
    'Quand quelqu’un d’autre a réinitialisé le mot de passe de l’ordinateur, le trousseau reste fermé par l’ancien.',
  'help.card.title': 'Ma carte à puce est refusée',
  'help.card.application-why':
    'Cette page ne sait pas encore utiliser de carte à puce : un tel appareil s’ouvre dans l’application.',
  'help.card.reader': 'Le lecteur est branché, et la carte bien en place',
  'help.card.reader-why':
    'Retirez la carte et remettez-la. Les autres programmes qui l’utilisent doivent la trouver aussi.',
  'help.card.certificate': 'C’est le certificat avec lequel l’appareil a été protégé',
  'help.card.certificate-why':
    'Une carte peut en contenir plusieurs, et une nouvelle carte en apporte de nouveaux : ceux-ci n’ouvrent rien de ce que l’ancienne protégeait.',
  'help.card.expired': 'Le certificat n’a pas expiré',
  'help.card.expired-why': 'Le programme de la carte dit jusqu’à quand il est valable.',
  'help.sign-on.title': 'L’authentification unique ne me laisse pas entrer',
  'help.sign-on.online': 'Le réseau, le serveur et le service d’authentification répondent',
  'help.sign-on.online-why':
    'Le service donne la clé à chaque ouverture : sans lui, l’appareil reste fermé. Rien n’est perdu.',
  'help.sign-on.window': 'La fenêtre du fournisseur s’est ouverte',
  'help.sign-on.window-why':
    'Les navigateurs bloquent parfois une telle fenêtre, et le signalent à côté de l’adresse de la page. Autorisez-y ce site à en ouvrir ; un bloqueur de publicité peut aussi l’empêcher.',
  'help.sign-on.service': 'Le fournisseur me laisse entrer ailleurs',
  'help.sign-on.service-why':
    'Essayez un autre site qui l’utilise. S’il vous refuse là aussi, la personne qui y gère votre compte peut vous aider.',
  'help.sign-on.account': 'Je m’identifie avec le compte qui a servi à protéger l’appareil',
  'help.sign-on.account-why':
    'La clé appartient à ce compte : un autre des vôtres ne l’obtient pas. La page indique lequel il faut, et lequel a servi.',
  'help.sign-on.quick': 'Je termine en moins de cinq minutes, dans la fenêtre ouverte en dernier',
  'help.sign-on.quick-why':
    'Ensuite la fenêtre ne compte plus. Une fenêtre plus ancienne appartient à une autre identification.',
  'help.sign-on.offered': 'Le serveur propose encore l’authentification unique',
  'help.sign-on.offered-why':
    'Si elle y est désactivée, ou si la clé a été supprimée, seuls un fichier de secours ou un autre appareil font entrer. La personne qui gère le serveur le sait.',
  'help.account.title': 'Mon compte Parsec ne me laisse pas entrer',
  'help.account.application-why':
    'Cette page ne sait pas encore utiliser les comptes Parsec : un tel appareil s’ouvre dans l’application.',
  'help.account.password': 'J’utilise le mot de passe du compte',
  'help.account.password-why':
    'Ce n’est celui d’aucun de vos appareils. Le compte demande aussi le serveur.',
  'help.account.reset': 'Le compte n’a pas été réinitialisé',
  'help.account.reset-why':
    'Après un oubli de mot de passe, le compte repart à neuf, sans les clés qu’il contenait : les appareils qu’il ouvrait restent fermés.',
  'help.recovery.title': 'Mon fichier de secours ou sa clé est refusé',
  'help.recovery.file': 'C’est le fichier de secours, et non une copie de l’appareil',
  'help.recovery.file-why':
    'Un fichier de secours se termine par « .psrk », un fichier d’appareil par « .keys ».',
  'help.recovery.key': 'La clé est bien celle de ce fichier',
  'help.recovery.key-why':
    'Chacun a la sienne. Un fichier plus ancien sert encore, avec sa clé d’alors.',
  'help.recovery.typed': 'J’ai comparé la clé groupe par groupe',
  'help.recovery.typed-why':
    'Elle a 13 groupes de quatre : les lettres de A à Z et les chiffres de 2 à 7. Majuscules, espaces et tirets ne comptent pas ; 0 et 1 sont lus comme O et I.',
  'help.recovery.online': 'Je suis toujours membre, et le serveur est joignable',
  'help.recovery.online-why':
    'Le nouvel appareil est créé sur le serveur, en votre nom. Une fois l’accès retiré, un fichier de secours n’ouvre plus rien.',
  'help.file.title': 'Mon fichier d’appareil est endommagé ou refusé',
  'help.file.kind': 'Le fichier a été enregistré par Parsec',
  'help.file.kind-why':
    'Son nom se termine par « .keys ». Les fichiers d’autres programmes peuvent aussi se terminer ainsi.',
  'help.file.whole': 'Il est entier',
  'help.file.whole-why':
    'Un téléchargement ou une copie interrompus sont trop courts. Copiez-le encore une fois depuis son premier emplacement.',
  'help.file.copies': 'J’ai essayé toutes les copies',
  'help.file.copies-why':
    'Une copie plus ancienne convient aussi, avec le mot de passe ou les clés d’accès du jour où elle a été enregistrée.',
  'help.page.reloaded': 'J’ai rechargé cette page',
  'help.page.reloaded-why':
    'La version la plus récente de la page connaît peut-être ce qu’une ancienne ignore.',
  'help.storage.title': 'Mon organisation n’est pas dans la liste, ou rien ne s’enregistre',
  'help.storage.browser': 'C’est le navigateur dans lequel j’ai rejoint l’organisation',
  'help.storage.browser-why':
    'Un appareil vit dans un seul navigateur, sur un seul ordinateur, pour une seule personne qui s’en sert. Les autres n’en savent rien.',
  'help.storage.private': 'Ce n’est pas une fenêtre privée',
  'help.storage.private-why':
    'Une fenêtre privée ne voit rien d’avant et oublie tout quand on la ferme.',
  'help.storage.address': 'L’adresse est la même que lorsque j’ai rejoint l’organisation',
  'help.storage.address-why': str`Les navigateurs rangent les données par adresse. Ici, c’est « ${0} » ; sous un autre nom du même serveur, on ne trouve rien.`,
  'help.storage.allowed': 'Ce site peut garder des données',
  'help.storage.allowed-why':
    'Dans les réglages du navigateur, les données de sites (cookies) ne doivent ni être bloquées pour celui-ci, ni être effacées à la fermeture.',
  'help.storage.space': 'Il reste de la place sur le disque',
  'help.storage.space-why':
    'Un appareil ne prend que quelques kilo-octets, mais un disque plein les refuse aussi.',
  'help.storage.cleared': 'Personne n’a effacé les données de ce navigateur',
  'help.storage.cleared-why':
    'Les programmes de nettoyage et « effacer l’historique » suppriment aussi les appareils. Ce qui est effacé ne revient pas : voyez « comment revenir » plus bas.',
  'help.elsewhere.title': 'Mon appareil est ouvert dans un autre onglet',
  'help.elsewhere.tabs': 'Tous les autres onglets et fenêtres de Parsec sont fermés',
  'help.elsewhere.tabs-why':
    'L’application web officielle compte aussi. « L’utiliser ici » y ferme l’appareil sans rien perdre.',
  'help.elsewhere.browser': 'J’ai fermé tout le navigateur, puis je l’ai relancé',
  'help.elsewhere.browser-why': 'Un onglet bloqué disparaît alors.',
  'help.network.title': 'Le serveur est injoignable',
  'help.network.sites': 'D’autres sites web s’ouvrent',
  'help.network.sites-why':
    'Ouvrir un appareil par un mot de passe ou une clé d’accès, sans code, ne demande pas de réseau. Un code à usage unique en demande, comme rejoindre une organisation et tout ce qui y est nouveau.',
  'help.network.portal': 'Aucune page de connexion au réseau n’attend',
  'help.network.portal-why':
    'Les hôtels, les trains et les réseaux publics en montrent une dans un nouvel onglet avant de laisser passer quoi que ce soit.',
  'help.network.other': 'C’est la même chose depuis un autre réseau',
  'help.network.other-why':
    'Par exemple avec la connexion d’un téléphone. Si cela marche là, un filtre, un VPN ou un proxy fait obstacle.',
  'help.network.later': 'J’ai réessayé dix minutes plus tard',
  'help.network.later-why': 'Le serveur est peut-être en maintenance.',
  'help.access.title': 'Mon accès a été retiré, est suspendu ou a expiré',
  'help.access.others': 'Je sais si les autres entrent',
  'help.access.others-why':
    'Si personne n’entre, l’organisation a expiré ou n’existe plus : seule son administration peut la faire renouveler. Si les autres entrent, cela ne concerne que vous.',
  'help.access.asked': 'J’ai demandé si mon accès est retiré ou suspendu',
  'help.access.asked-why':
    'Après un retrait, aucun de vos appareils n’entre plus et il vous faut une nouvelle invitation. Après une suspension, tous entrent dès qu’elle est levée.',
  'help.access.rules': 'Les navigateurs sont admis et les conditions d’utilisation acceptées',
  'help.access.rules-why':
    'Une organisation peut n’admettre que l’application Parsec, ou demander d’abord à chaque membre d’accepter ses conditions.',
  'help.clock.title': 'L’horloge serait fausse',
  'help.clock.automatic': 'La date, l’heure et le fuseau horaire sont réglés automatiquement',
  'help.clock.automatic-why':
    'Avec un mauvais fuseau horaire, une horloge qui semble juste se trompe de plusieurs heures. Plus de cinq minutes, c’est trop.',
  'help.clock.reloaded-why': 'L’horloge est alors relue.',
  'help.link.title': 'Mon lien ne marche pas',
  'help.link.whole': 'Le lien a été copié en entier',
  'help.link.whole-why':
    'De « http » ou « parsec3 » jusqu’au bout. Les messageries coupent les longs liens en fin de ligne.',
  'help.link.latest': 'C’est celui du dernier e-mail',
  'help.link.latest-why':
    'Un lien sert une fois. S’il a été utilisé ou annulé, il ne servira plus jamais.',
  'help.link.joined': 'Je n’ai pas déjà rejoint l’organisation',
  'help.link.joined-why':
    'Sinon, elle est dans la liste de la page d’accueil, dans le navigateur où vous l’avez rejointe.',
  'help.link.server': 'Il mène à ce serveur',
  'help.link.server-why': str`Le nom après « // » doit être « ${0} ». Pour un autre serveur, ouvrez la page de cet autre serveur.`,
  'help.exchange.title': 'L’arrivée dans l’organisation s’arrête en route',
  'help.exchange.voice': 'Nous nous parlons pendant tout ce temps',
  'help.exchange.voice-why':
    'Au téléphone ou en face à face : vous devez être là en même temps, du premier code jusqu’à la fin.',
  'help.exchange.one': 'Chacun de nous a une seule page Parsec ouverte pour cela',
  'help.exchange.one-why': 'Une deuxième page recommence, et la première s’arrête.',
  'help.exchange.version': 'Nous utilisons tous deux la version la plus récente',
  'help.exchange.version-why': 'Rechargez la page ici ; mettez l’application à jour là-bas.',
  'help.exchange.again': 'Nous avons recommencé ensemble',
  'help.exchange.again-why': 'Avec le même lien, et de nouveaux codes.',
  'help.records.title': 'Ce que le serveur dit des membres est refusé',
  'help.records.address': 'L’adresse dans le navigateur est celle de mon organisation',
  'help.records.address-why': str`Cette page travaille avec « ${0} ». Quelqu’un de l’organisation peut confirmer ce nom.`,
  'help.records.told': 'J’ai prévenu l’administration par téléphone',
  'help.records.told-why':
    'Pas avec Parsec : le serveur est peut-être défaillant, ou n’est pas le bon. Ne continuez pas avant.',
  'help.page.title': 'La page elle-même échoue',
  'help.page.memory': 'Les autres onglets et programmes sont fermés',
  'help.page.browser': 'Le navigateur est à jour',
  'help.page.browser-why':
    'Une version récente de Firefox, Chrome, Edge ou Safari a tout ce qu’il faut.',
  'help.page.extensions': 'C’est la même chose sans extensions',
  'help.page.extensions-why':
    'Les extensions peuvent modifier ou bloquer des pages. Désactivez-les, ou essayez un autre navigateur.',
  'help.page.secure': 'L’adresse commence par « https:// »',
  'help.page.secure-why':
    'Les navigateurs refusent ce qui protège les appareils aux pages qui ne sont pas sécurisées.',
  'report.hello': 'Je n’arrive pas à entrer dans Parsec avec mon navigateur. Pouvez-vous m’aider ?',
  'report.line': str`${0} : ${1}`,
  'report.date': 'Date',
  'report.error': 'Ce que dit la page',
  'report.none': 'Non indiqué',
  'report.checked': 'Ce que j’ai vérifié :',
  'report.subject-organization': str`Je n’arrive pas à ouvrir ${0}`,
  'report.subject': 'Je n’arrive pas à entrer dans Parsec',
  'report.paste': '(Collez ici le texte copié.)',
  'method.sign-on': 'Authentification unique',
  'method.sign-on-with': str`Authentification unique (${0})`,
  'method.card': 'Carte à puce',
  'method.keyring': 'L’ordinateur lui-même (trousseau du système)',
  'method.account': 'Compte Parsec',
  'method.recovery': 'Clé de secours',
  'method.unknown': 'Inconnu',
  'method.code-yes': 'Oui',
  'method.code-no': 'Non',
  'about.link': 'À propos de ce programme',
  'about.program': 'Cette version',
  'about.version': 'Version',
  'about.browser': 'Navigateur',
  'about.not-loaded': 'Non chargé',
  'about.hashes':
    'La page n’exécute que les modules qui ont ces empreintes. Quiconque a compilé la même version peut comparer.',
  'about.code': 'Code à usage unique (MFA)',
  'about.offline': 'S’ouvre sans le serveur',
  'about.passkeys': 'Clés d’accès',
  'about.open': 'Appareils ouverts dans cet onglet',
  'about.none': 'Aucun. Ouvrez-en un, puis revenez ici.',
  'about.copy': 'Copier ces détails',
  'about.license': 'Licence',
  'about.license-text':
    'Logiciel libre sous Mozilla Public License 2.0. La personne qui gère ce serveur vous dira où se trouve son code source.',
  'about.independent': 'Un client indépendant pour Parsec, marque de son propriétaire.',
  'about.notices':
    'Logiciels d’autres auteurs qu’il contient, avec leurs licences (s’ouvre dans un nouvel onglet)',

  // pieces/code-entry.js
  'code.label': 'Code à usage unique',
  'code.hint': str`Six chiffres d’une application sur votre téléphone : elle les affiche à côté de « ${0} », et en change toutes les 30 secondes.`,
  'code.hint-new': str`Les six chiffres que l’application affiche maintenant à côté de « ${0} », avant qu’ils ne changent. Ils prouvent que la clé est arrivée.`,
  'code.empty': 'Saisissez d’abord les six chiffres.',
  'code.value': 'Un code a six chiffres : saisissez ceux que votre téléphone affiche en ce moment.',
  'code.wrong': str`Le serveur n’accepte pas ce code. Saisissez celui que votre téléphone affiche en ce moment à côté de « ${0} », avant qu’il ne change.`,
  'code.wrong-clock':
    'Si l’horloge de votre téléphone est fausse, tous ses codes le sont : laissez-le se régler automatiquement.',
  'code.throttled': str`Trop de codes à la suite. Nouvel essai possible à ${0}.`,
  'code.left': str`Encore ${0}.`,
  'code.clock':
    'C’est long : l’horloge de cet ordinateur est peut-être fausse. Vous pouvez essayer tout de même ; un code envoyé trop tôt ne compte pas.',
  'code.now': 'Vous pouvez réessayer : saisissez le code que votre téléphone affiche en ce moment.',
  'code.checking': 'Vérification de votre code auprès du serveur…',
  'code.offline': str`Le serveur ${0} vérifie les codes à usage unique : rien ne peut continuer sans lui. Si votre code change entre-temps, le suivant vous sera demandé.`,
  'code.doubt-title': 'Vos codes sont les bons ?',
  'code.doubt': str`Alors ce n’est peut-être pas le code : le serveur répond de même aux personnes dont l’accès à ${0} a été retiré ou suspendu. Demandez à une personne qui administre ${1}.`,
  'code.lost': 'Mon téléphone est perdu, ou c’en est un nouveau',
  'code.lost-operator': str`Seule la personne qui gère le serveur ${0} peut relier un autre téléphone : elle vous envoie un lien pour configurer à nouveau vos codes. Une personne qui administre ${1} ne le peut pas, mais sait peut-être à qui le demander.`,
  'code.lost-link':
    'Le lien arrive par e-mail. Ouvrez-le, ou collez-le sur la page d’accueil, dans n’importe quel navigateur. Vos appareils restent tels quels et accepteront les nouveaux codes.',
  'code.lost-device':
    'Un de vos appareils qui ne demande pas de code s’ouvre comme avant, et un fichier de secours avec sa clé crée un tel appareil.',
  'code.what':
    'Un code à usage unique, ce sont six chiffres d’une application sur votre téléphone, qui changent toutes les 30 secondes. On parle aussi de MFA, ou de double authentification.',
  // screens/mfa.js, screens/totp-reset.js, pieces/totp-secret.js, pieces/security-mfa.js
  'mfa.title': 'Codes à usage unique (MFA)',
  'mfa.on': 'Activés sur cet appareil',
  'mfa.off': 'Désactivés sur cet appareil',
  'mfa.on-text':
    'À chaque connexion, il demande un code de votre téléphone, et a besoin du serveur pour cela. Ce réglage est propre à chacun de vos appareils.',
  'mfa.off-text':
    'Avec lui, ce qui ouvre cet appareil aujourd’hui ne suffit plus : il faut aussi votre téléphone.',
  'mfa.wanted': 'Votre organisation le demande.',
  'mfa.add-link': 'Configurer les codes à usage unique',
  'mfa.remove-link': 'Désactiver les codes à usage unique',
  'mfa.step-1': 'Ce qui ouvre cet appareil aujourd’hui',
  'mfa.step-2': 'Votre téléphone',
  'mfa.code-title': 'Saisissez un code de votre téléphone',
  'mfa.add-why':
    'Une fois cela configuré, ce qui ouvre cet appareil aujourd’hui ne suffit plus : il faut aussi votre téléphone.',
  'mfa.remove-why':
    'Désormais, cet appareil s’ouvrira sans votre téléphone. Vos codes restent configurés pour vos autres appareils.',
  'mfa.remove-wanted': str`${0} demande des codes à usage unique`,
  'mfa.remove-wanted-text': 'Il vous sera demandé de les configurer à nouveau juste après.',
  'mfa.unsure':
    'Si vous quittez maintenant, il n’est pas certain que cet appareil demande un code, ou non, à la prochaine connexion.',
  'mfa.saving': 'Enregistrement…',
  'mfa.secret-title': 'Reliez votre téléphone',
  'mfa.application': '1. Une application sur votre téléphone',
  'mfa.application-text':
    'Il vous faut une application qui crée des codes à usage unique (« authentificateur »). Sur un iPhone, « Mots de passe » en est une. Pour tous les téléphones, il en existe de gratuites, entre autres :',
  'mfa.key': '2. Donnez-lui la clé',
  'mfa.key-text':
    'Dans l’application, ajoutez un compte et scannez cette image. Si vous ne pouvez pas la scanner, choisissez de saisir une clé et tapez celle qui suit.',
  'mfa.qr': 'La clé sous forme de code QR ; elle figure aussi en texte ci-dessous',
  'mfa.copy': 'Copier la clé',
  'mfa.key-secret':
    'Dès qu’un de ses codes a servi, elle n’est plus jamais affichée. Quiconque la voit peut créer vos codes : ne la montrez à personne.',
  'mfa.first-code': '3. Votre premier code',
  'mfa.turn-on': 'Activer les codes à usage unique',
  'mfa.activate-text':
    'Votre téléphone crée déjà des codes pour vous. L’un d’eux prouve qu’ils ouvriront cet appareil ; d’ici là, rien ne change.',
  'mfa.remove-code-text': 'Il prouve que c’est bien vous. D’ici là, rien ne change.',
  'mfa.already-on': 'Cet appareil demande déjà des codes à usage unique',
  'mfa.already-off': 'Cet appareil ne demande pas de code à usage unique',
  'mfa.already-text': 'Il n’y a rien à faire ici.',
  'mfa.added': 'Les codes à usage unique sont activés',
  'mfa.added-lead': str`Désormais, ${0} demande un code à chaque connexion sur cet appareil.`,
  'mfa.added-server': str`Le serveur ${0} vérifie chaque code : sans connexion, cet appareil ne s’ouvre pas.`,
  'mfa.added-others':
    'Vos autres appareils n’en demandent pas encore. Activez-y aussi les codes, sur chacun sous « Sécurité » : votre téléphone est prêt.',
  'mfa.added-copies':
    'Les copies de cet appareil enregistrées auparavant s’ouvrent sans code. Enregistrez une nouvelle copie, puis supprimez les anciennes.',
  'mfa.added-lost':
    'Avant de changer de téléphone, transférez l’application sur le nouveau. Si votre téléphone est perdu, seule la personne qui gère le serveur peut vous envoyer un lien pour en relier un autre.',
  'mfa.removed': 'Les codes à usage unique sont désactivés sur cet appareil',
  'mfa.removed-lead': str`Désormais, ${0} s’ouvre dans ce navigateur sans votre téléphone.`,
  'mfa.removed-others':
    'Gardez la ligne dans l’application de votre téléphone : vos autres appareils continuent à demander des codes, et vous pouvez les réactiver ici.',
  'mfa.removed-copies':
    'Les copies de cet appareil enregistrées auparavant demandent toujours un code.',
  'reset.title': str`De nouveaux codes à usage unique pour ${0}`,
  'reset.starting': 'De nouveaux codes à usage unique',
  'reset.asking': 'Demande de votre nouvelle clé au serveur…',
  'reset.text': str`La personne qui gère le serveur ${0} vous a envoyé ce lien parce que votre téléphone a été perdu ou remplacé. Il permet d’en relier un autre.`,
  'reset.effect':
    'Vos appareils restent tels quels ; ceux qui demandent des codes accepteront les nouveaux. Le lien ne sert qu’une fois.',
  'reset.unasked': str`Si vous ne l’avez pas demandé, n’allez pas plus loin : prévenez une personne qui administre ${0}.`,
  'reset.start': 'Relier mon téléphone',
  'reset.confirm': 'Utiliser désormais ces codes',
  'reset.done': 'Vos nouveaux codes fonctionnent',
  'reset.done-lead': str`Chacun de vos appareils qui demande un code pour ouvrir ${0} accepte désormais les nouveaux.`,
  'reset.done-old':
    'Les codes de l’ancien téléphone ne servent plus : dans l’application, supprimez la ligne qui s’y trouvait avant.',
  'reset.done-link': 'Ce lien a fait son office et ne sert plus.',
  // screens/policy.js, pieces/wanted.js
  'policy.asking': 'Consultation des règles de votre organisation…',
  'policy.again': 'Cela a changé entre-temps : demander à nouveau au serveur',
  'policy.totp-text': str`Les règles du serveur ${0} veulent que chaque appareil en demande un à chaque connexion, et celui-ci ne le fait pas encore. D’ici là, rien d’autre ne s’affiche ici pour ${1}.`,
  'policy.totp-time': 'La configuration prend environ deux minutes, votre téléphone à la main.',
  'policy.method': str`${0} demande une autre façon de se connecter`,
  'policy.method-text': str`Les règles du serveur ${0} n’acceptent pas la façon dont cet appareil s’ouvre aujourd’hui. Tant que cela n’a pas changé, rien d’autre ne s’affiche ici pour ${1}.`,
  'policy.wanted': 'Accepté à la place',
  'policy.with-code': str`${0}, avec un code à usage unique`,
  'policy.codes-after':
    'Vous configurez les codes à usage unique juste après : six chiffres d’une application sur votre téléphone.',
  'policy.elsewhere': 'Acceptés dans l’application Parsec sur un ordinateur :',
  'policy.change': 'Changer la façon d’ouvrir cet appareil',
  'policy.nothing': 'Rien de ce qui est accepté n’est possible dans ce navigateur',
  'policy.nothing-text': str`Continuez avec l’application Parsec sur un ordinateur, qui a d’autres moyens : ajoutez-la d’ici à vos appareils, puis utilisez ${0} là-bas. Ou demandez à une personne qui administre ${1} ce qu’il faut faire.`,
  'policy.add-device': 'Ajouter l’application à mes appareils',
  'policy.no-passkeys':
    'Ce navigateur n’a pas de clés d’accès ici. Un autre, ou un plus récent, en a peut-être.',
  'wanted.no-password': str`${0} n’accepte pas longtemps les mots de passe`,
  'wanted.no-password-text': str`Choisissez-en un pour l’instant : il en faut un pour commencer. Juste après, il vous sera demandé de passer à une façon acceptée par ${0}, par exemple une clé d’accès. D’ici là, rien d’autre ne s’ouvre.`,
  'wanted.code': str`${0} demande aussi un code`,
  'wanted.code-text':
    'Juste après, vous configurez des codes à usage unique (MFA) : six chiffres d’une application sur votre téléphone, demandés à chaque connexion. Ayez votre téléphone à portée de main.',
  'ask.title': str`Demander à rejoindre ${0}`,
  'ask.title-nameless': 'Demander à rejoindre une organisation',
  'ask.starting': 'Nous demandons au serveur comment s’adresser à lui…',
  'ask.lead': str`Vous demandez à entrer ; l’administration de l’organisation ${0} décide.`,
  'ask.steps': 'Ce qui va se passer',
  'ask.step-1':
    'Vous vous identifiez avec un compte qui prouve votre adresse e-mail, en général celui de votre travail.',
  'ask.step-2': 'Vous indiquez votre nom et envoyez la demande.',
  'ask.step-3':
    'L’administration l’examine et répond oui ou non. Cela peut prendre quelques minutes ou quelques jours.',
  'ask.step-4':
    'Vous revenez dans ce navigateur : sa page d’accueil dit ce qui a été décidé, et vous fait entrer.',
  'ask.check':
    'Vérifiez que c’est bien ce que vous attendez, surtout le serveur. Sinon, ne continuez pas : appelez la personne qui vous a donné ce lien.',
  'ask.start': 'Demander à entrer',
  'ask.no-way-title': str`Ici, vous ne pouvez pas demander à rejoindre ${0}`,
  'ask.no-way-text': str`Pour demander, il faut s’identifier avec un compte qui prouve qui l’on est, et le serveur ${0} n’en connaît aucun qui fonctionne dans un navigateur.`,
  'ask.no-way-next': str`Demandez à l’administration de l’organisation ${0} une invitation par e-mail : elle fonctionne ici. Si vous avez une carte à puce, ouvrez ce lien avec l’application Parsec.`,
  'ask.sign-on-title': 'Dites qui vous êtes',
  'ask.sign-on-text': str`Le compte avec lequel vous vous identifiez prouve votre adresse e-mail à l’administration de l’organisation ${0}.`,
  'ask.request-title': str`Qui demande à rejoindre ${0} ?`,
  'ask.email-hint': 'Celui que prouve votre compte ; il ne peut pas être modifié ici.',
  'ask.emails-hint':
    'Votre compte prouve toutes ces adresses. Choisissez celle que l’organisation connaît.',
  'ask.email-missing': 'Choisissez d’abord une adresse e-mail.',
  'ask.send': 'Envoyer la demande',
  'ask.replace': 'La remplacer par cette demande',
  'ask.member': str`${0} a déjà sa place dans ${1}`,
  'ask.member-text': str`Quelqu’un dans ${0} utilise déjà ${1}. Si c’est vous, connectez-vous comme d’habitude : dans le navigateur ou l’application où vous avez déjà ouvert ${2}. De là, vous pouvez aussi ajouter ce navigateur à vos appareils.`,
  'ask.member-home': 'Voir la page d’accueil',
  'ask.waiting': str`Une demande est déjà en attente : ${0}`,
  'ask.waiting-text': str`Personne n’a encore décidé (demande du ${0}). Si vous l’avez envoyée depuis un autre navigateur, vous pouvez continuer à attendre là-bas. Si ce navigateur n’existe plus, remplacez-la : seule la nouvelle comptera.`,
  'ask.waiting-undated':
    'Personne n’a encore décidé. Si vous l’avez envoyée depuis un autre navigateur, vous pouvez continuer à attendre là-bas. Si ce navigateur n’existe plus, remplacez-la : seule la nouvelle comptera.',
  'ask.sending-title': 'Envoi de votre demande',
  'ask.sending':
    'Elle est signée, conservée dans ce navigateur, puis envoyée. Cela prend quelques secondes.',
  'ask.done-title': 'Votre demande est partie',
  'ask.done-lead': str`C’est maintenant à l’administration de l’organisation ${0} de décider. D’ici là, il n’y a plus rien à faire, et vous pouvez fermer cette page.`,
  'ask.done-sent': 'Envoi',
  'ask.next': 'La suite',
  'ask.next-back':
    'Revenez de temps en temps dans ce navigateur : la page d’accueil dit ce qui a été décidé. Si l’on vous fait entrer, un e-mail peut aussi vous prévenir.',
  'ask.next-tell':
    'Si vous connaissez quelqu’un qui administre l’organisation, prévenez cette personne : cela ira plus vite, et elle saura que c’est bien vous.',
  'ask.next-keep':
    'D’ici là, n’effacez pas les données de ce site : seul ce navigateur peut se servir de la réponse.',
  'ask.kept-title': 'Ce navigateur pourrait oublier votre demande',
  'ask.kept-text':
    'Cela peut arriver quand la place manque, ou à la fermeture d’une fenêtre privée. Il faudrait alors demander de nouveau.',
  'ask.unsure':
    'Votre demande est peut-être arrivée malgré tout : si c’est le cas, la page d’accueil le dit.',
  'mine.requests': 'Vos demandes d’entrée',
  'mine.request.nameless': 'Une demande illisible',
  'mine.request.sent-on': str`Demande du ${0}`,
  'mine.request.asking': 'Échange avec le serveur…',
  'mine.request.submitted': 'En attente de réponse',
  'mine.request.submitted-text': str`L’administration de l’organisation ${0} n’a pas encore décidé. Cette page vous le dira aussitôt ; vous pouvez aussi la fermer et revenir.`,
  'mine.request.accepted': 'Acceptée',
  'mine.request.accepted-text': str`Votre demande pour rejoindre ${0} est acceptée : ajoutez maintenant cette organisation aux vôtres.`,
  'mine.request.rejected': 'Refusée',
  'mine.request.rejected-text': str`L’administration de l’organisation ${0} a refusé votre demande (réponse du ${1}). Si cela vous surprend, demandez-lui pourquoi ; le même lien permet de redemander.`,
  'mine.request.rejected-undated': str`L’administration de l’organisation ${0} a refusé votre demande. Si cela vous surprend, demandez-lui pourquoi ; le même lien permet de redemander.`,
  'mine.request.cancelled': 'Retirée',
  'mine.request.cancelled-text': str`Votre demande pour rejoindre ${0} a été retirée, ou une autre l’a remplacée : personne ne décidera plus à son sujet.`,
  'mine.request.not-found': 'Inconnue du serveur',
  'mine.request.not-found-text': str`Le serveur ne connaît plus cette demande : personne ne décidera à son sujet. Redemandez avec le lien de l’organisation ${0}.`,
  'mine.request.unreadable': 'Ne peut pas être suivie ici',
  'mine.request.unreachable':
    'Le serveur ne répond pas pour le moment : voici ce que l’on savait en dernier. Cette page continue d’essayer.',
  'mine.request.add': 'Ajouter à mes organisations',
  'mine.request.remove': 'Supprimer',
  'mine.request.withdraw': 'Retirer la demande',
  'mine.request.withdraw-title': str`Retirer votre demande pour rejoindre ${0} ?`,
  'mine.request.withdraw-text':
    'Personne ne pourra plus l’accepter. Le même lien permet de redemander.',
  'mine.request.withdraw-no': 'La laisser en attente',
  'mine.request.withdrawn': str`Votre demande pour rejoindre ${0} est retirée.`,
  'mine.request.some-organization': 'une organisation',
  'mine.request.remove-title': str`Supprimer votre demande pour rejoindre ${0} ?`,
  'mine.request.remove-accepted':
    'On vous a fait entrer, et seul ce navigateur peut s’en servir : sans la demande, vous figurez parmi les membres sans aucun appareil, et l’administration doit vous retirer avant de vous faire entrer de nouveau.',
  'mine.request.remove-text': 'Ce navigateur l’oublie. Rien d’autre ne change.',
  'mine.request.removed': 'La demande est supprimée de ce navigateur.',
  'accepted.title': str`Ajouter ${0} à vos organisations`,
  'accepted.title-nameless': 'Ajouter une organisation',
  'accepted.starting': 'Nous demandons la réponse au serveur…',
  'accepted.step-1': 'Qui vous êtes',
  'accepted.step-2': 'Qui vous fait entrer',
  'accepted.sign-on-title': 'Identifiez-vous comme au moment de demander',
  'accepted.sign-on-text': str`Le même compte rouvre votre demande : celui qui prouve ${0}.`,
  'accepted.accepted-title': str`On vous a fait entrer dans ${0}`,
  'accepted.by': 'Acceptation par',
  'accepted.disguised':
    'Le nom, l’e-mail ou l’appareil que l’on vous a donné contient des caractères invisibles, qui peuvent le faire passer pour un autre. Ils sont omis ici.',
  'accepted.check': str`La personne qui vous a accepté s’est identifiée avec le compte ci-dessus. La connaissez-vous comme quelqu’un qui peut faire entrer des personnes dans ${0} ? Sinon, ne continuez pas : appelez l’administration.`,
  'accepted.check-unknown': str`Appelez l’administration de l’organisation ${0} avant de continuer, et demandez qui vous a fait entrer.`,
  'accepted.check-unknown-title':
    'Le service d’authentification ne dit pas quel compte vous a fait entrer',
  'accepted.proceed': 'C’est bien cela, continuer',
  'accepted.refuse': 'S’arrêter là',
  'accepted.differs': 'Ce n’est pas ce que vous avez demandé',
  'accepted.differs-text': str`Vous avez demandé à entrer comme ${0}, et l’on vous a fait entrer comme ${1}. Tout le monde dans ${2} vous verra ainsi.`,
  'accepted.differs-next':
    'Si personne n’en a convenu avec vous, arrêtez-vous ici et appelez l’administration à un numéro que vous connaissez déjà.',
  'accepted.unsure':
    'Votre appareil est peut-être enregistré : il figure alors parmi vos organisations sur la page d’accueil, et la demande n’y est plus.',
  'accepted.refused-title': str`Vous n’avez pas ajouté ${0}`,
  'accepted.refused-text':
    'Rien n’a été créé dans ce navigateur, et votre demande reste sur la page d’accueil.',
  'accepted.refused-next':
    'Appelez l’administration, à un numéro que vous connaissez déjà, et demandez qui vous a fait entrer, et sous quel nom. Si tout va bien, continuez depuis la page d’accueil. Sinon, elle doit retirer la personne qui a été ajoutée.',
  'welcome.saved-passkey':
    'Votre appareil est enregistré dans ce navigateur. La prochaine fois, ouvrez cette page et utilisez votre clé d’accès.',
  'welcome.saved-sign-on':
    'Votre appareil est enregistré dans ce navigateur. La prochaine fois, ouvrez cette page et identifiez-vous.',
  'requests.title': 'Demandes d’entrée',
  'requests.none': 'Les personnes qui demandent à entrer apparaissent ici jusqu’à votre décision.',
  'requests.loading': 'Nous demandons au serveur où en sont les demandes…',
  'requests.link': 'Le lien qui permet de demander',
  'requests.link-text':
    'Il est le même pour tout le monde, et vous pouvez le mettre à la vue de tous : à lui seul, il ne fait entrer personne. Quiconque l’ouvre s’identifie et demande ; ensuite, vous décidez ici.',
  'requests.link-code':
    'Quiconque le scanne peut demander à entrer. Vous décidez ici de chaque demande.',
  'requests.news': str`Quelqu’un demande à entrer : ${0}`,
  'requests.nameless': 'une demande illisible',
  'requests.asked-on': str`demande du ${0}`,
  'requests.accept': 'Vérifier et accepter',
  'requests.accept-label': str`Vérifier et accepter ${0}`,
  'requests.reject': 'Refuser',
  'requests.reject-label': str`Refuser ${0}`,
  'requests.other-kind': 'Une autre sorte de preuve',
  'requests.member':
    'Quelqu’un parmi les membres a déjà cet e-mail. Refusez la demande ; si cette personne a perdu son accès, retirez-la d’abord et demandez-lui de la renvoyer.',
  'requests.card':
    'Pas encore possible ici : acceptez-la dans l’application Parsec, ou refusez-la et invitez cette personne.',
  'requests.unknown-kind':
    'Inconnue de cette version : acceptez-la dans l’application Parsec, ou refusez-la et invitez cette personne.',
  'requests.malformed':
    'Elle est abîmée ou ne vient pas de Parsec : elle ne peut être que refusée.',
  'requests.reject-title': str`Refuser l’entrée à ${0} ?`,
  'requests.reject-text':
    'La personne qui l’a envoyée le verra en regardant. Elle peut redemander, et vous pouvez toujours l’inviter.',
  'requests.reject-yes': 'Refuser la demande',
  'requests.rejected': 'La demande est refusée.',
  'requests.somebody': 'la personne qui demande',
  'requests.asking': 'Nous demandons la demande au serveur…',
  'requests.sign-on-text':
    'La personne qui demande à entrer a prouvé qui elle est avec un compte. Identifiez-vous avec le vôtre : il permet à cette page de vérifier le sien, et prouve à cette personne que c’est bien vous qui acceptez.',
  'requests.verified': str`Le compte qui a signé cette demande prouve l’adresse ${0}. Le nom a été saisi par la personne qui demande.`,
  'requests.asked': 'Demande',
  'requests.others': 'Ce compte a aussi d’autres adresses',
  'requests.others-text': str`Il prouve aussi ${0}. Une personne peut avoir plusieurs adresses ; si vous ne savez pas pourquoi, demandez avant d’accepter.`,
  'requests.finishing': str`Entrée en cours pour ${0}. Cela prend quelques secondes.`,
  'requests.leave-text': str`L’entrée est en cours pour ${0}. Si vous quittez maintenant, regardez dans la liste des membres ce qu’il en est.`,
  'requests.refused-text':
    'Personne n’a été ajouté. La demande reste en attente : refusez-la si personne ne doit l’accepter.',
  'requests.unsure': str`On ne sait pas si l’entrée a eu lieu avant cela pour ${0}. La liste des membres le dit : si la personne n’y figure pas et que la demande attend encore, acceptez-la de nouveau.`,
  'requests.done-text':
    'Il n’y a plus rien à faire ici. La nouvelle personne est prévenue par e-mail, si le serveur peut en envoyer, et termine dans le navigateur d’où vient la demande.',
  'failure.signature.answer-title': 'Quelqu’un essaie peut-être de vous tromper',
  'failure.signature.answer-cause': str`La réponse à votre demande n’est pas signée par le compte qu’elle nomme : elle ne vient peut-être pas du tout de l’organisation ${0}. Rien n’a été ajouté à ce navigateur.`,
  'failure.signature.answer-next': str`Ne continuez pas. Appelez l’administration de l’organisation ${0} à un numéro que vous connaissez déjà, et donnez la référence ci-dessous.`,
  'failure.signature.theirs-title': 'Quelqu’un essaie peut-être d’entrer sous un autre nom',
  'failure.signature.theirs-cause':
    'Cette demande n’est pas signée par le compte qu’elle nomme, ou a été modifiée en chemin. Rien n’a été créé : personne n’est entré.',
  'failure.signature.theirs-next':
    'Refusez-la. Si vous attendiez quelqu’un, appelez cette personne à un numéro que vous connaissez déjà, et faites-lui renvoyer une demande. Si cela se reproduit, prévenez la personne qui gère le serveur.',
  'failure.users-limit.next-request': str`Retirez quelqu’un qui est parti, ou demandez d’autres places à la personne qui gère ${0}. La demande reste en attente.`,
  'failure.already-enrolled.next-request':
    'Personne n’a été ajouté. Refusez la demande ; si ce membre a perdu son accès, retirez-le d’abord et demandez-lui de la renvoyer.',
  'failure.request-waiting.title': 'Une demande avec cet e-mail est déjà en attente',
  'failure.request-waiting.cause': str`Personne dans ${0} n’a encore décidé.`,
  'failure.request-waiting.next':
    'Attendez la réponse dans le navigateur d’où elle vient, ou remplacez-la.',
  'failure.request-not-found.title': 'Le serveur ne connaît pas cette demande',
  'failure.request-not-found.cause': str`${0} n’en a aucune de ce genre : elle n’est jamais arrivée, ou y a été supprimée.`,
  'failure.request-not-found.next-theirs':
    'Personne n’a été ajouté. Si vous attendiez quelqu’un, faites-lui renvoyer une demande.',
  'failure.request-not-found.next':
    'Supprimez-la de la page d’accueil, et redemandez avec le lien.',
  'failure.request-decided.theirs-title': 'Cette demande n’attend plus',
  'failure.request-decided.theirs-cause':
    'La personne qui l’a envoyée l’a retirée ou remplacée, ou quelqu’un d’autre a déjà décidé. Vous n’avez rien changé.',
  'failure.request-decided.theirs-next':
    'Revenez à « Membres » : on y voit qui est membre, et ce qui attend encore.',
  'failure.request-decided.title': 'Cette demande a déjà reçu une réponse, ou a été retirée',
  'failure.request-decided.cause': 'Elle reste donc comme elle est.',
  'failure.request-decided.next': 'La page d’accueil montre ce qu’elle est devenue.',
  'failure.request-undecided.title': 'Personne n’a encore répondu à votre demande',
  'failure.request-undecided.cause': str`Elle attend l’administration de l’organisation ${0}.`,
  'failure.request-undecided.next':
    'Si vous y connaissez quelqu’un, dites-le-lui. La page d’accueil vous préviendra de la décision.',
  'failure.request-kind.title': 'Cette demande prouve une identité d’une autre façon',
  'failure.request-kind.cause':
    'Avec une carte à puce, par exemple. Ici, seule l’authentification unique est possible pour le moment.',
  'failure.request-kind.next': 'Utilisez pour cela l’application Parsec.',
  'failure.request-email.title': 'Quelqu’un essaie peut-être d’entrer sous un autre nom',
  'failure.request-email.cause':
    'Le compte qui a signé cette demande ne prouve pas l’e-mail demandé. Rien n’a été créé : personne n’est entré.',
  'failure.request-email.next':
    'Refusez-la. Si vous attendiez cette personne, appelez-la à un numéro que vous connaissez déjà : son compte a pu changer, et elle peut redemander.',
  'failure.request-file.answer-title':
    'Ce que ce navigateur a conservé de votre demande ne convient pas',
  'failure.request-file.answer-cause':
    'C’est abîmé, ou quelqu’un l’a modifié : aucun appareil ne peut en être fait. Rien n’a été ajouté.',
  'failure.request-file.answer-next':
    'Appelez l’administration : elle doit retirer la personne qui a été ajoutée. Supprimez ensuite la demande de la page d’accueil et redemandez.',
  'failure.request-file.title': 'Une demande de ce navigateur est illisible',
  'failure.request-file.cause': 'Ce qui en a été conservé est abîmé, ou vient d’une autre version.',
  'failure.request-file.next': 'Supprimez-la, et redemandez avec le lien de l’organisation.',
  'failure.request-payload.title': 'Cette demande est mal formée',
  'failure.request-payload.cause':
    'Elle n’est pas écrite comme Parsec les écrit : elle ne peut faire entrer personne. Rien n’a été créé.',
  'failure.request-payload.next':
    'Refusez-la. Si vous attendiez quelqu’un, faites-lui renvoyer une demande.',
  'failure.request-payload.mine-title': 'Ce que le serveur dit de votre demande n’a pas de sens',
  'failure.request-payload.mine-cause':
    'Ce n’est pas écrit comme Parsec écrit. Rien n’a été ajouté à ce navigateur.',
  'failure.request-payload.mine-next': str`Prévenez l’administration de l’organisation ${0} et la personne qui gère ${1}, avec la référence ci-dessous.`,
  'help.request.title': 'Ma demande d’entrée n’aboutit pas',
  'help.request.browser': 'Je regarde dans le navigateur d’où je l’ai envoyée',
  'help.request.browser-why':
    'Sa page d’accueil montre ce qu’elle est devenue, et lui seul peut se servir de la réponse. Si ses données ont été effacées, redemandez en remplaçant l’ancienne demande.',
  'help.request.told': 'Quelqu’un de l’administration sait que j’ai demandé',
  'help.request.told-why':
    'La demande apparaît sous « Membres », mais on n’y regarde pas toujours chaque jour. Elle attend jusqu’à la décision.',
  'help.request.account': 'Je m’identifie avec le compte qui a servi à demander',
  'help.request.account-why':
    'Les clés de la demande sont conservées avec lui : aucun autre compte ne les ouvre.',
  'help.request.email': 'Mon compte prouve l’adresse e-mail de ma demande',
  'help.request.email-why':
    'La personne qui accepte voit quelles adresses appartiennent au compte. Une adresse qui a changé depuis est refusée : redemandez.',
  'help.request.member': 'Personne dans l’organisation n’a déjà cet e-mail',
  'help.request.member-why':
    'Un membre se connecte, ou ajoute ce navigateur à ses appareils. Qui a tout perdu doit d’abord être retiré.',
  'failure.sign-on.off-request': str`Prévenez la personne qui gère ${0}. En attendant, une invitation permet de faire entrer quelqu’un.`,
  'failure.sign-on-account.request-both': str`Vous avez demandé avec le compte ${0}. Vous venez d’utiliser ${1}.`,
  'failure.sign-on-account.request': str`Vous avez demandé avec le compte ${0}, et vous en avez utilisé un autre.`,
  'failure.sign-on-key.answer-title': 'La clé de cette demande a disparu',
  'failure.sign-on-key.answer-cause': str`Vous avez utilisé le bon compte, mais la clé n’est plus conservée par ${0} : elle y a été supprimée. Aucun appareil ne peut être fait de cette demande.`,
  'failure.sign-on-key.theirs-title': 'Cette demande ne peut pas être vérifiée',
  'failure.sign-on-key.theirs-cause': str`${0} ne connaît aucun compte qui aurait pu la signer. Rien n’a été créé : personne n’est entré.`,
  'failure.sign-on-key.theirs-next':
    'Refusez-la. Si vous attendiez quelqu’un, appelez cette personne à un numéro que vous connaissez déjà, et faites-lui renvoyer une demande.',
};
