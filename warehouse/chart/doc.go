// Package chart draws what the warehouse answers: provinces as ranked bars
// (Compare) or as tiles (Map), one province through the years (Series).
//
// A Picture is a list of shapes, drawn once and then written as SVG or as PNG,
// so that both show the same. Text is drawn as the outlines of an embedded
// font, Noto Sans, which has all Vietnamese letters: a picture looks the same
// on a machine that has no fonts, in print and in every program that reads
// SVG. What it says stands in its title and description too, for programs
// that read aloud.
//
// A value is placed by its float64 and printed by its digits, which are never
// rounded. Colours are those of Okabe and Ito and of ColorBrewer, which stay
// apart for the colour-blind and in grey.
package chart
