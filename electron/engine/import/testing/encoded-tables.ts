/** The same kind of table in many encodings, encoded by Python's codecs. */
export const ENCODED_TABLES: readonly (readonly [encoding: string, text: string, base64: string])[] = [
  [
    'gb18030',
    '产品,链接\n红色自行车，很好,https://shop.example/1\n蓝色杯子,https://shop.example/2\n',
    'svrGtyzBtL3TCrrsyavX1NDQs7WjrLrcusMsaHR0cHM6Ly9zaG9wLmV4YW1wbGUvMQrAtsmrsa3X0yxodHRwczovL3Nob3AuZXhhbXBsZS8yCg==',
  ],
  [
    'big5',
    '產品,連結\n紅色自行車，很好,https://shop.example/1\n藍色杯子,https://shop.example/2\n',
    'sqOrfiyzc7WyCqz1puKm26bmqK6hQavcpm4saHR0cHM6Ly9zaG9wLmV4YW1wbGUvMQrCxabiqk2kbCxodHRwczovL3Nob3AuZXhhbXBsZS8yCg==',
  ],
  [
    'shift_jis',
    '商品,リンク\n赤い自転車です,https://shop.example/1\n青いカップ,https://shop.example/2\n',
    'j6SVaSyDioOTg04KkNSCoo6pk12O1ILFgrcsaHR0cHM6Ly9zaG9wLmV4YW1wbGUvMQqQwoKig0qDYoN2LGh0dHBzOi8vc2hvcC5leGFtcGxlLzIK',
  ],
  [
    'euc-jp',
    '商品,リンク\n赤い自転車です,https://shop.example/1\n青いカップ,https://shop.example/2\n',
    'vqbJyiyl6qXzpa8KwNakpLyrxb681qTHpLksaHR0cHM6Ly9zaG9wLmV4YW1wbGUvMQrAxKSkpaulw6XXLGh0dHBzOi8vc2hvcC5leGFtcGxlLzIK',
  ],
  [
    'euc-kr',
    '제품,링크\n빨간 자전거,https://shop.example/1\n파란 컵,https://shop.example/2\n',
    'wabHsCy4tcWpCruhsKMgwNrA/LDFLGh0dHBzOi8vc2hvcC5leGFtcGxlLzEKxsS29SDExSxodHRwczovL3Nob3AuZXhhbXBsZS8yCg==',
  ],
  [
    'windows-1251',
    'товар,ссылка\nКрасный велосипед,https://shop.example/1\nСиняя чашка,https://shop.example/2\n',
    '8u7i4PAs8fH76+rgCsrw4PHt++kg4uXr7vHo7+XkLGh0dHBzOi8vc2hvcC5leGFtcGxlLzEK0ejt//8g9+D46uAsaHR0cHM6Ly9zaG9wLmV4YW1wbGUvMgo=',
  ],
  [
    'windows-1252',
    'Produkt,Verweis\nGrüne Tasse für Käse,https://shop.example/1\nCrème brûlée – “fine” €,https://shop.example/2\n',
    'UHJvZHVrdCxWZXJ3ZWlzCkdy/G5lIFRhc3NlIGb8ciBL5HNlLGh0dHBzOi8vc2hvcC5leGFtcGxlLzEKQ3LobWUgYnL7bOllIJYgk2ZpbmWUIIAsaHR0cHM6Ly9zaG9wLmV4YW1wbGUvMgo=',
  ],
  [
    'iso-8859-2',
    'výrobek,odkaz\nČervené kolo s košíkem,https://shop.example/1\nZelený šálek něžný,https://shop.example/2\n',
    'dv1yb2JlayxvZGthegrIZXJ2ZW7pIGtvbG8gcyBrb7nta2VtLGh0dHBzOi8vc2hvcC5leGFtcGxlLzEKWmVsZW79ILnhbGVrIG7svm79LGh0dHBzOi8vc2hvcC5leGFtcGxlLzIK',
  ],
  [
    'windows-1253',
    'προϊόν,σύνδεσμος\nΚόκκινο ποδήλατο,https://shop.example/1\nΜπλε φλιτζάνι,https://shop.example/2\n',
    '8PHv+vztLPP97eTl8+zv8grK/Orq6e3vIPDv5N7r4fTvLGh0dHBzOi8vc2hvcC5leGFtcGxlLzEKzPDr5SD26+n05tzt6SxodHRwczovL3Nob3AuZXhhbXBsZS8yCg==',
  ],
  [
    'windows-1255',
    'מוצר,קישור\nאופניים אדומים,https://shop.example/1\nכוס כחולה,https://shop.example/2\n',
    '7uX2+Cz36fnl+Arg5fTw6entIODj5e7p7SxodHRwczovL3Nob3AuZXhhbXBsZS8xCuvl8SDr5+Xs5CxodHRwczovL3Nob3AuZXhhbXBsZS8yCg==',
  ],
  [
    'windows-1256',
    'منتج,رابط\nدراجة حمراء,https://shop.example/1\nكوب أزرق,https://shop.example/2\n',
    '4+TKzCzRx8jYCs/Rx8zJIM3j0cfBLGh0dHBzOi8vc2hvcC5leGFtcGxlLzEK3+bIIMPS0d4saHR0cHM6Ly9zaG9wLmV4YW1wbGUvMgo=',
  ],
];
