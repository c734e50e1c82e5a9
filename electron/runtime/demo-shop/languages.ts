/**
 * The words that the demo shop's pages are made of. Data only.
 * Position n of `adjectives` and `nouns` means the same in every language, and the
 * English ones make the page's address.
 */

export interface Language {
  readonly code: 'en' | 'de' | 'fr' | 'es' | 'ja';
  readonly currency: 'USD' | 'EUR' | 'JPY';
  /** For pages that are served in the encoding of an older web. */
  readonly legacyCharset: 'windows-1252' | 'shift_jis' | null;
  readonly shop: string;
  readonly menu: readonly string[];
  readonly labels: {
    readonly home: string;
    readonly buy: string;
    readonly inStock: string;
    readonly outOfStock: string;
    readonly reviews: string;
    readonly related: string;
    readonly material: string;
    readonly weight: string;
    readonly imprint: string;
  };
  readonly adjectives: readonly string[];
  readonly nouns: readonly string[];
  readonly sentences: readonly string[];
  readonly people: readonly string[];
}

export const ENGLISH: Language = {
  code: 'en',
  currency: 'USD',
  legacyCharset: null,
  shop: 'Fieldware',
  menu: ['Kitchen', 'Garden', 'Desk', 'Bath', 'Lighting', 'Storage', 'Tools', 'Travel', 'Children', 'Sale'],
  labels: {
    home: 'Home',
    buy: 'Add to basket',
    inStock: 'In stock',
    outOfStock: 'Out of stock',
    reviews: 'Reviews',
    related: 'Often bought together',
    material: 'Material',
    weight: 'Weight',
    imprint: 'A made-up shop for trying things out. Nothing here can be bought.',
  },
  adjectives: ['Walnut', 'Linen', 'Copper', 'Folding', 'Enamel', 'Woven', 'Slate', 'Tall', 'Quiet', 'Double'],
  nouns: [
    'Lamp',
    'Basket',
    'Kettle',
    'Stool',
    'Bowl',
    'Blanket',
    'Clock',
    'Shelf',
    'Grinder',
    'Lantern',
    'Tray',
    'Teapot',
  ],
  sentences: [
    'It arrived two days early and nothing rattled in the box.',
    'The finish is even, the edges are smooth, and it stands without wobbling.',
    'We have used it every morning since March and it still looks new.',
    'The colour is a little darker than in the pictures, which suits our kitchen well.',
    'Four screws are included; a screwdriver is not.',
    'My neighbour asked where I had found it and ordered one the same evening.',
    'Wipe it with a damp cloth and let it dry in the air.',
    'It is heavier than it looks, so measure your wall before you drill.',
    'I would have liked a longer cable, but that is my only complaint.',
    'Every piece is made by hand and differs slightly from the next.',
  ],
  people: ['Alice P.', 'Tom W.', 'Grace O.', 'Ben H.', 'Nadia K.', 'Sam R.'],
};

const GERMAN: Language = {
  code: 'de',
  currency: 'EUR',
  legacyCharset: 'windows-1252',
  shop: 'Feldwaren',
  menu: ['Küche', 'Garten', 'Büro', 'Bad', 'Beleuchtung', 'Möbel', 'Werkzeug', 'Reise', 'Kinder', 'Angebote'],
  labels: {
    home: 'Startseite',
    buy: 'In den Warenkorb',
    inStock: 'Vorrätig',
    outOfStock: 'Zurzeit nicht verfügbar',
    reviews: 'Bewertungen',
    related: 'Wird oft zusammen gekauft',
    material: 'Werkstoff',
    weight: 'Gewicht',
    imprint: 'Ein erfundener Laden zum Ausprobieren. Hier gibt es nichts zu kaufen.',
  },
  adjectives: [
    'Nussbaum',
    'Leinen',
    'Kupfer',
    'Klapp',
    'Emaille',
    'Flecht',
    'Schiefer',
    'Hoch',
    'Flüster',
    'Doppel',
  ],
  nouns: [
    'leuchte',
    'korb',
    'kessel',
    'hocker',
    'schüssel',
    'decke',
    'uhr',
    'regal',
    'mühle',
    'laterne',
    'tablett',
    'kanne',
  ],
  sentences: [
    'Die Lieferung kam zwei Tage früher als angekündigt und war tadellos verpackt.',
    'Die Oberfläche ist gleichmäßig, die Kanten sind glatt, und nichts wackelt.',
    'Seit März benutzen wir es täglich, und es sieht noch aus wie am ersten Tag.',
    'Die Farbe ist etwas dunkler als auf den Bildern, passt aber gut in unsere Küche.',
    'Vier Schrauben liegen bei, ein Schraubendreher nicht.',
    'Meine Nachbarin wollte sofort wissen, woher das schöne Stück kommt.',
    'Mit einem feuchten Tuch abwischen und an der Luft trocknen lassen.',
    'Es ist schwerer, als man denkt: vor dem Bohren unbedingt die Wand prüfen.',
    'Das Kabel dürfte länger sein, sonst habe ich nichts auszusetzen.',
    'Jedes Stück wird von Hand gefertigt und fällt ein wenig anders aus.',
  ],
  people: ['Jürgen M.', 'Käthe S.', 'Annegret L.', 'Björn T.', 'Sören B.', 'Ute W.'],
};

const FRENCH: Language = {
  code: 'fr',
  currency: 'EUR',
  legacyCharset: 'windows-1252',
  shop: 'Aux Champs',
  menu: [
    'Cuisine',
    'Jardin',
    'Bureau',
    'Salle de bains',
    'Éclairage',
    'Rangement',
    'Outils',
    'Voyage',
    'Enfants',
    'Soldes',
  ],
  labels: {
    home: 'Accueil',
    buy: 'Ajouter au panier',
    inStock: 'En stock',
    outOfStock: 'Épuisé',
    reviews: 'Avis des clients',
    related: 'Souvent achetés ensemble',
    material: 'Matière',
    weight: 'Poids',
    imprint: 'Une boutique imaginaire, pour essayer. Rien n’y est à vendre.',
  },
  adjectives: [
    'en noyer',
    'en lin',
    'en cuivre',
    'pliable',
    'émaillé',
    'tressé',
    'en ardoise',
    'haut',
    'discret',
    'double',
  ],
  nouns: [
    'Lampe',
    'Panier',
    'Bouilloire',
    'Tabouret',
    'Saladier',
    'Plaid',
    'Réveil',
    'Étagère',
    'Moulin',
    'Lanterne',
    'Plateau',
    'Théière',
  ],
  sentences: [
    'Le colis est arrivé deux jours plus tôt, et rien n’était abîmé.',
    'La finition est régulière, les bords sont doux et l’ensemble est très stable.',
    'Nous l’utilisons chaque matin depuis mars, et il paraît toujours neuf.',
    'La couleur est un peu plus foncée que sur les photos, ce qui nous plaît beaucoup.',
    'Quatre vis sont fournies, mais pas le tournevis.',
    'Ma voisine m’a demandé l’adresse et l’a commandé le soir même.',
    'À nettoyer avec un chiffon humide, puis à laisser sécher à l’air.',
    'Plus lourd qu’il n’y paraît : vérifiez le mur avant de percer.',
    'J’aurais aimé un câble plus long, c’est mon seul regret.',
    'Chaque pièce est faite à la main et diffère légèrement des autres.',
  ],
  people: ['Hélène D.', 'François G.', 'Zoé L.', 'Aurélien P.', 'Chloé V.', 'Benoît R.'],
};

const SPANISH: Language = {
  code: 'es',
  currency: 'EUR',
  legacyCharset: 'windows-1252',
  shop: 'La Espiga',
  menu: [
    'Cocina',
    'Jardín',
    'Escritorio',
    'Baño',
    'Iluminación',
    'Orden',
    'Herramientas',
    'Viaje',
    'Niños',
    'Ofertas',
  ],
  labels: {
    home: 'Inicio',
    buy: 'Añadir a la cesta',
    inStock: 'En existencias',
    outOfStock: 'Agotado',
    reviews: 'Opiniones',
    related: 'A menudo se compran juntos',
    material: 'Material',
    weight: 'Peso',
    imprint: 'Una tienda inventada para hacer pruebas. Aquí no se vende nada.',
  },
  adjectives: [
    'de nogal',
    'de lino',
    'de cobre',
    'plegable',
    'con esmalte',
    'de mimbre',
    'de pizarra',
    'de pie',
    'sin ruido',
    'doble',
  ],
  nouns: [
    'Lámpara',
    'Cesta',
    'Tetera',
    'Taburete',
    'Cuenco',
    'Manta',
    'Reloj',
    'Estantería',
    'Molinillo',
    'Farol',
    'Bandeja',
    'Jarra',
  ],
  sentences: [
    'Llegó dos días antes de lo previsto y muy bien embalado.',
    'El acabado es uniforme, los bordes son suaves y no se tambalea.',
    'Lo usamos todas las mañanas desde marzo y sigue como nuevo.',
    'El color es algo más oscuro que en las fotos, pero nos gusta así.',
    'Incluye cuatro tornillos; el destornillador no está incluido.',
    'Mi vecina preguntó dónde lo había comprado y pidió otro esa misma noche.',
    'Se limpia con un paño húmedo y se deja secar al aire.',
    'Pesa más de lo que parece: mida bien la pared antes de taladrar.',
    'El cable podría ser más largo, es mi única queja.',
    'Cada pieza está hecha a mano y es un poco distinta de las demás.',
  ],
  people: ['Begoña R.', 'Íñigo C.', 'Lucía M.', 'Andrés P.', 'Núria F.', 'Óscar S.'],
};

const JAPANESE: Language = {
  code: 'ja',
  currency: 'JPY',
  legacyCharset: 'shift_jis',
  shop: '落穂商店',
  menu: ['台所', '庭', '書斎', '浴室', '照明', '収納', '工具', '旅行', '子ども', '特価'],
  labels: {
    home: 'ホーム',
    buy: 'かごに入れる',
    inStock: '在庫あり',
    outOfStock: '品切れ',
    reviews: 'お客様の声',
    related: '一緒に買われている商品',
    material: '素材',
    weight: '重さ',
    imprint: 'これは試用のための架空の店です。購入はできません。',
  },
  adjectives: [
    'くるみの',
    '麻の',
    '銅の',
    '折りたたみ',
    'ほうろうの',
    '手編みの',
    '石の',
    '背の高い',
    '静かな',
    '二重の',
  ],
  nouns: ['ランプ', 'かご', 'やかん', '腰掛け', '鉢', '毛布', '時計', '棚', '豆挽き', '提灯', '盆', '急須'],
  sentences: [
    '予定より二日早く届き、箱の中も丁寧に包まれていました。',
    '仕上げはむらがなく、角もなめらかで、がたつきません。',
    '三月から毎朝使っていますが、まだ新品のようです。',
    '色は写真より少し濃いめですが、うちの台所によく合います。',
    'ねじは四本ついていますが、ドライバーは別に必要です。',
    '近所の方に聞かれて、その日の夜に同じものを注文されました。',
    '湿った布で拭き、風通しのよい場所で乾かしてください。',
    '見た目より重いので、取り付ける前に壁をよく確かめてください。',
    'コードがもう少し長ければ、言うことはありません。',
    '一つ一つ手作りのため、形や色が少しずつ異なります。',
  ],
  people: ['田中さん', '佐藤さん', '鈴木さん', '高橋さん', '伊藤さん', '山本さん'],
};

/** Languages with the share of pages written in them; the shares add up to 1. */
export const LANGUAGES: readonly { readonly language: Language; readonly share: number }[] = [
  { language: ENGLISH, share: 0.4 },
  { language: GERMAN, share: 0.2 },
  { language: FRENCH, share: 0.15 },
  { language: SPANISH, share: 0.1 },
  { language: JAPANESE, share: 0.15 },
];
