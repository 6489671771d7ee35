# Prints the dimensions of an SDMX structure and the codes of its areas.
suppressMessages(library(rsdmx))
s <- readSDMX(commandArgs(trailingOnly = TRUE)[1], isURL = FALSE)
d <- slot(slot(s, "datastructures"), "datastructures")[[1]]
cat(paste(sapply(slot(slot(d, "Components"), "Dimensions"), function(x) slot(x, "conceptRef")), collapse = " "), "\n", sep = "")
a <- as.data.frame(slot(s, "codelists"), codelistId = "CL_AREA")
cat(paste(a$id, a$label.vi, sep = " "), sep = "\n")
