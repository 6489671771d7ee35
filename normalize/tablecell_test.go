package normalize

import (
	"strings"
	"testing"

	"github.com/ansinh/ansinh/extract"
)

// TestLengthOfTables counts the work that tables take, by what is allocated for
// them: one eight times as long takes about eight times as much.
func TestLengthOfTables(t *testing.T) {
	r := newRules(t)
	for _, test := range []struct{ name, head, row string }{
		{"tabs", "Kết quả như sau (ĐVT: hộ):\n\nĐịa phương\tKế hoạch 2023\tThực hiện 2023\tTH/KH (%)\n", "Huyện Ba Vì\t12\t15\t125\n"},
		{"bars", "Hộ nghèo như sau:\n\nSTT | Địa phương | Số hộ nghèo | Tỷ lệ (%)\n", "1 | Ba Vì | 12 | 3,5\n"},
		{"rows parted", "Hộ nghèo như sau:\n\nĐịa phương\nSố hộ nghèo\nTỷ lệ (%)\n\n", "Ba Vì\n12\n3,5\n\n"},
		{"cells parted", "Hộ nghèo như sau:\n\nĐịa phương\n\nSố hộ nghèo\n\nTỷ lệ (%)\n\n", "Ba Vì\n\n12\n\n3,5\n\n"},
		{"indicators", "Chỉ tiêu\tĐVT\tNăm 2022\tNăm 2023\n", "Số lao động được tạo việc làm\tNghìn người\t12,5\t13\n"},
		{"many tables", "", "\nĐịa phương\tHộ nghèo\tTỷ lệ (%)\nHà Nội\t12\t3,5\nCà Mau\t15\t4,5\n"},
	} {
		work := func(rows int) float64 {
			raw := []byte("Hộ nghèo thành phố Hà Nội năm 2023\n\n" + test.head + strings.Repeat(test.row, rows))
			return testing.AllocsPerRun(1, func() {
				doc, err := extract.FromText("long.txt", raw)
				if err != nil {
					t.Fatal(err)
				}
				if facts, _ := r.Read(doc, Options{}); len(facts) < rows {
					t.Errorf("%s: %d facts of %d rows", test.name, len(facts), rows)
				}
			})
		}
		if few, many := work(100), work(800); many > 10*few {
			t.Errorf("%s: eight times as many rows take %.1f times the work", test.name, many/few)
		}
	}
}
