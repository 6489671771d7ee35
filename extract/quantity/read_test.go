package quantity

// sentence is a text with one number in brackets and how it is read.
type sentence struct {
	text, want string
}

var sentences = []sentence{}
