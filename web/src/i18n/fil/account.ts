export default {
  email: 'E-mail',
  name: 'Pangalan',
  password: 'Password',
  currentPassword: 'Kasalukuyang password',
  newPassword: 'Bagong password',
  passwordRule:
    'Hindi bababa sa 8 karakter. Madaling tandaan at mahirap hulaan ang ilang magkakasunod na salita.',
  signIn: {
    title: 'Mag-sign in',
    lead: 'Para makapag-order at masubaybayan ito.',
    submit: 'Mag-sign in',
    register: 'Bago rito? Gumawa ng account',
    forgot: 'Nakalimutan ang password?',
    guest: 'Tingnan muna ang menu',
  },
  register: {
    title: 'Gumawa ng account',
    lead: 'Para makapag-order ka at masubaybayan ito mula sa iyong mesa.',
    nameHint: 'Ito ang itatawag sa iyo ng mga puwesto.',
    submit: 'Gawin ang account',
    signIn: 'May account na? Mag-sign in',
  },
  forgot: {
    title: 'Nakalimutan ang password?',
    lead: 'Ilagay ang iyong e-mail. Magpapadala kami ng link para makapagtakda ka ng bago.',
    submit: 'Ipadala ang link',
    sentTitle: 'Tingnan ang iyong e-mail',
    sentText:
      'Kung may account ang {email}, parating na ang link. Isang oras lang ito gagana, at isang beses lang. Wala pa? Tingnan din sa spam.',
    again: 'Ipadala ulit',
    backToSignIn: 'Bumalik sa pag-sign in',
  },
  setPassword: {
    title: 'Magtakda ng password',
    lead: 'Agad kang masa-sign in gamit ito. Masa-sign out ang lahat ng iba pang device ng account.',
    submit: 'Itakda ang password',
    ask: 'Humingi ng bagong link',
    incomplete: {
      title: 'Kulang ang link',
      text: 'Buksan itong muli mula sa e-mail o mensahe, o kopyahin ang buong link sa address bar.',
    },
    dead: {
      title: 'Hindi na gumagana ang link na ito',
      text: 'Nagamit na ito, nag-expire na, o may mas bago nang pumalit. Humingi ng panibago. Maaari ring lumapit ang mga tauhan ng puwesto sa manager ng bulwagan.',
    },
  },
  page: {
    title: 'Account',
    lead: {
      customer: 'Naka-sign in bilang {name}',
      vendor: 'Naka-sign in bilang {name}, tauhan ng puwesto',
      superadmin: 'Naka-sign in bilang {name}, manager ng bulwagan',
    },
  },
  guest: {
    title: 'Bisita ka rito',
    text: 'Tumingin-tingin at punuin ang basket hangga’t gusto mo. Kailangan lang ng account kapag mag-o-order na.',
  },
  profile: { title: 'Tungkol sa iyo', submit: 'I-save', saved: 'Na-save ang iyong pangalan' },
  changePassword: {
    title: 'Palitan ang password',
    text: 'Masa-sign out ang lahat ng iba pang device ng iyong account.',
    submit: 'Palitan ang password',
    saved: 'Napalitan na ang iyong password',
  },
  alerts: {
    title: 'Tunog at vibration',
    text: 'Sa browser na ito, kapag may nangyari sa isang order.',
    sound: 'Tunog',
    volume: 'Lakas',
    percent: '{percent} %',
    vibration: 'Vibration',
    vibrationMissing: 'Hindi nakapagba-vibrate ang device na ito.',
    notifications: 'Mga notification',
    notificationsHint: 'Habang nasa background ang app.',
    notificationsBlocked:
      'Hinaharang ng browser. Payagan ang mga ito para sa pahinang ito sa settings ng browser.',
    notificationsMissing: 'Hindi ipinapakita ng browser na ito para sa pahinang ito.',
    try: 'Subukan ang tunog',
    outcome: {
      ready: 'Tumunog na. Hindi mo narinig? Lakasan ang device at patayin ang silent mode.',
      locked: 'Naka-lock pa ang tunog sa browser. Pindutin muli ang button.',
      blocked:
        'Hinaharang ng browser ang tunog. Payagan ang tunog para sa pahinang ito sa settings ng browser.',
      broken: 'Hindi na-load ang tunog. Suriin ang koneksyon at subukan muli.',
      unsupported: 'Hindi kayang patugtugin ng browser na ito ang tunog.',
    },
  },
  look: { title: 'Wika at itsura' },
  signOut: {
    submit: 'Mag-sign out',
    done: 'Naka-sign out ka na',
    failed: 'Naka-sign in ka pa rin',
  },
}
