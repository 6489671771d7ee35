package area

import (
	"slices"
	"strings"
	"sync"
	"unicode/utf8"

	"github.com/ansinh/ansinh/normalize/phrase"
)

// extras are the localities that a document names with their kind and that no
// list has. They are found again by their names alone.
type extras struct {
	list   []Mention
	begins []string // what texts have as the first words of the names
	all    bool     // a name may begin in another way

	once sync.Once
	set  *phrase.Set // of the names, made when a text may have one
}

// maxExtras bounds the localities that are kept of a document.
const maxExtras = 200

func (x *extras) add(m Mention) {
	if m.Name == "" || len(x.list) >= maxExtras || slices.ContainsFunc(x.list, func(old Mention) bool { return old.Name == m.Name }) {
		return
	}
	x.list = append(x.list, m)
	end, kind := phrase.Token(m.Name, 0)
	first := m.Name[:end]
	if kind != phrase.Word || utf8.RuneCountInString(first) > 1 && first == strings.ToUpper(first) {
		x.all = true // the Set takes a word in capitals for one with a capital that another name has
		return
	}
	x.begins = append(x.begins, phrase.Spellings(first)...)
}

// find returns the first name at or after byte pos of a text, with the index of
// its locality as the match's ID.
func (x *extras) find(text string, pos int) (phrase.Match, bool) {
	if len(x.list) == 0 || !x.all && !slices.ContainsFunc(x.begins, func(word string) bool { return strings.Contains(text[pos:], word) }) {
		return phrase.Match{}, false
	}
	x.once.Do(x.enter)
	return x.set.Find(text, pos)
}

// enter makes the Set.
func (x *extras) enter() {
	x.set = phrase.New()
	for i := range x.list {
		x.set.Add(phrase.Quote(x.list[i].Name), i) // quoted, it is a good pattern
	}
}
