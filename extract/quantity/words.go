package quantity

// Words that the grammar itself knows; all others are in the tables. Those up
// to wBillion make numbers.
const (
	wZero word = iota + 1
	wOne
	wTwo
	wThree
	wFour
	wFive
	wSix
	wSeven
	wEight
	wNine
	wFourth  // tư
	wFifth   // lăm
	wFirst   // mốt
	wTen     // mười
	wTens    // mươi
	wAnd0    // linh, lẻ
	wDozen   // chục
	wHundred // trăm
	wThousand
	wMyriad // vạn
	wMillion
	wBillion
	wHalfMore // rưỡi
	wHalf     // nửa
	wComma    // phẩy
	wDot      // chấm
	wMinus    // âm
	wPart     // phần
	wPoint    // điểm
	wTimes    // lần
	wDay
	wMonth
	wWeek
	wHour
	wMinute
	wSecond
	wQuarter
	wRank  // thứ
	wEarly // mồng, mùng
	wFrom
	wTo
	wTill // tới
	wAnd
	wBetween // giữa
	wUp      // lên
	wDown    // xuống
	wTurn    // trở
	wOf
	wCount // số
	wTotal // tổng
	wAge
	wVisit // lượt
	wK
	wTr
	wTrDong // trđ
	wM
	wG
	wEstimate // ước
	wForesee0 // dự
	wForesee1 // kiến
	wCelebrate1
	wH
	wGMT
	wUnitShort // ĐVT, ĐV tính
	wUnit0     // đơn
	wUnit1     // vị
	wUnit2     // tính
	wIndex     // TT, STT
	wX
	wRoad   // đường
	wStreet // phố
	wOr     // hoặc, hay
	wVN
	wIs // là
	wTet
	wSave       // lưu
	wCopy       // bản
	wPopulation // dân
	wThan       // hơn
	wFew
	wLow
	wShort
	wSmall
	wAgainst
	wClass  // hạng
	wYoung  // con
	wEqual  // bằng
	wEnough // đủ
	wTime1  // thời
	wTime2  // gian
	wTerm   // hạn
	wPay    // đóng
	knownWords
)

// spelled gives their spellings, in lower case, parted by bars.
var spelled = [knownWords]string{
	wZero: "không", wOne: "một", wTwo: "hai", wThree: "ba", wFour: "bốn", wFive: "năm",
	wSix: "sáu", wSeven: "bảy|bẩy", wEight: "tám", wNine: "chín", wFourth: "tư",
	wFifth: "lăm|nhăm", wFirst: "mốt", wTen: "mười", wTens: "mươi", wAnd0: "linh|lẻ",
	wDozen: "chục", wHundred: "trăm", wThousand: "nghìn|ngàn", wMyriad: "vạn",
	wMillion: "triệu", wBillion: "tỷ|tỉ", wHalfMore: "rưỡi|rưởi", wHalf: "nửa",
	wComma: "phẩy", wDot: "chấm", wMinus: "âm", wPart: "phần", wPoint: "điểm", wTimes: "lần",
	wDay: "ngày", wMonth: "tháng", wWeek: "tuần", wHour: "giờ", wMinute: "phút", wSecond: "giây",
	wQuarter: "quý|quí", wRank: "thứ", wEarly: "mồng|mùng", wFrom: "từ", wTo: "đến", wTill: "tới",
	wAnd: "và", wBetween: "giữa", wUp: "lên", wDown: "xuống", wTurn: "trở", wOf: "của",
	wCount: "số", wTotal: "tổng", wAge: "tuổi", wVisit: "lượt", wK: "k", wTr: "tr", wTrDong: "trđ|trđồng",
	wM: "m", wG: "g", wEstimate: "ước", wForesee0: "dự", wForesee1: "kiến",
	wCelebrate1: "niệm", wH: "h", wGMT: "gmt",
	wUnitShort: "đvt|đv", wUnit0: "đơn", wUnit1: "vị", wUnit2: "tính", wIndex: "tt|stt",
	wX: "x", wRoad: "đường", wStreet: "phố", wOr: "hoặc|hay", wVN: "vn", wIs: "là", wTet: "tết", wSave: "lưu",
	wCopy: "bản", wPopulation: "dân",
	wThan: "hơn",

	wFew: "ít", wLow: "thấp", wShort: "kém", wSmall: "nhỏ", wAgainst: "so", wClass: "hạng", wYoung: "con", wEqual: "bằng",
	wEnough: "đủ", wTime1: "thời", wTime2: "gian", wTerm: "hạn", wPay: "đóng",
}

// wYear is năm too: one spelling is one word.
const wYear = wFive
