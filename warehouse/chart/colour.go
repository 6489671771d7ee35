package chart

import "image/color"

func rgb(c uint32) color.Color {
	return color.RGBA{uint8(c >> 16), uint8(c >> 8), uint8(c), 0xff}
}

var (
	paper = rgb(0xffffff)
	ink   = rgb(0x1a1a1a)
	soft  = rgb(0x555555)
	rule  = rgb(0xd9d9d9)
	empty = rgb(0xf4f4f4) // of a tile without a figure

	// Okabe and Ito's blue and vermillion, https://jfly.uni-koeln.de/color/
	bar    = rgb(0x0072b2)
	pale   = rgb(0xa6cee3)
	accent = rgb(0xd55e00)
	whole  = rgb(0x6b6b6b) // the country
)

// classes are ColorBrewer's five-class YlGnBu, light to dark, with the colour
// of text upon each: https://colorbrewer2.org, Apache licence 2.0.
var classes = []struct{ fill, text color.Color }{
	{rgb(0xffffcc), ink},
	{rgb(0xa1dab4), ink},
	{rgb(0x41b6c4), ink},
	{rgb(0x2c7fb8), paper},
	{rgb(0x253494), paper},
}
