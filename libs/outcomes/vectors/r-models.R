# In: on the command line a CSV of data sets (set, entry, day, event, group, stratum, x1, x2). Out: one line of JSON a set, what R's
# survival and cmprsk answer. Run: Rscript r-models.R sets.csv > answers.jsonl
suppressMessages({ library(survival); library(cmprsk) })
number <- function(x) ifelse(is.na(x) | is.infinite(x), "null", trimws(formatC(x, digits = 15, format = "g")))
array <- function(x) paste0("[", paste(number(as.numeric(x)), collapse = ","), "]")
member <- function(name, value) paste0('"', name, '":', value)
object <- function(...) paste0("{", paste(c(...), collapse = ","), "}")

curve <- function(y) {
  one <- function(scale) {
    f <- survfit(y ~ 1, conf.type = scale)
    object(member("lower", array(f$lower)), member("upper", array(f$upper)),
           member("table", array(summary(f)$table[c("median", "0.95LCL", "0.95UCL")])))
  }
  f <- survfit(y ~ 1)
  object(member("days", array(f$time)), member("atRisk", array(f$n.risk)), member("survival", array(f$surv)),
         member("log", one("log")), member("logLog", one("log-log")))
}
cox <- function(d, y, ties, stratified) {
  warned <- FALSE
  f <- withCallingHandlers(
    tryCatch(if (stratified) coxph(y ~ x1 + x2 + strata(stratum), d, ties = ties, control = coxph.control(eps = 1e-11, iter.max = 60))
             else coxph(y ~ x1 + x2, d, ties = ties, control = coxph.control(eps = 1e-11, iter.max = 60)), error = function(e) NULL),
    warning = function(w) { warned <<- TRUE; invokeRestart("muffleWarning") })
  if (is.null(f) || is.null(f$coefficients)) return("null")
  zph <- if (warned || any(is.na(coef(f)))) NULL else tryCatch(cox.zph(f)$table, error = function(e) NULL)
  object(member("warned", if (warned) "true" else "false"), member("coefficients", array(coef(f))),
         member("errors", array(sqrt(diag(f$var)))), member("logLikelihood", array(f$loglik)), member("score", array(f$score)),
         member("wald", array(f$wald.test)), member("zph", if (is.null(zph)) "null" else array(zph[, "chisq"])))
}
incidence <- function(d) {
  f <- tryCatch(cuminc(d$day, d$event, cencode = 0), error = function(e) NULL)
  if (is.null(f)) return("null")
  times <- sort(unique(d$day))
  t <- timepoints(f, times)
  part <- function(cause) { row <- which(sub(".* ", "", rownames(t$est)) == cause)
    if (length(row) == 0) "null" else object(member("estimate", array(t$est[row, ])), member("variance", array(t$var[row, ]))) }
  object(member("days", array(times)), member("one", part("1")), member("two", part("2")))
}
gray <- function(d, stratified) {
  if (length(unique(d$group)) < 2) return("null")
  f <- tryCatch(if (stratified) cuminc(d$day, d$event, d$group, d$stratum, cencode = 0) else cuminc(d$day, d$event, d$group, cencode = 0),
                error = function(e) NULL, warning = function(w) NULL)
  if (is.null(f) || is.null(f$Tests)) return("null")
  row <- function(cause) if (cause %in% rownames(f$Tests)) array(f$Tests[cause, c("stat", "df")]) else "null"
  object(member("one", row("1")), member("two", row("2")))
}
logrank <- function(d, stratified) {
  if (length(unique(d$group)) < 2 || any(d$entry > 0)) return("null")
  f <- tryCatch(if (stratified) survdiff(Surv(day, event > 0) ~ group + strata(stratum), d) else survdiff(Surv(day, event > 0) ~ group, d),
                error = function(e) NULL)
  if (is.null(f)) return("null")
  e <- if (is.matrix(f$exp)) rowSums(f$exp) else f$exp
  array(c(f$chisq, max(0, sum(e > 0) - 1)))
}
data <- read.csv(commandArgs(trailingOnly = TRUE)[1])
for (d in split(data, data$set)) {
  late <- any(d$entry > 0)
  y <- if (late) Surv(d$entry, d$day, d$event > 0) else Surv(d$day, d$event > 0)
  cat(object(member("set", d$set[1]), member("curve", curve(y)), member("efron", cox(d, y, "efron", FALSE)),
    member("breslow", cox(d, y, "breslow", FALSE)), member("stratified", cox(d, y, "efron", TRUE)),
    member("logRank", logrank(d, FALSE)), member("stratifiedLogRank", logrank(d, TRUE)),
    member("incidence", if (late) "null" else incidence(d)), member("gray", if (late) "null" else gray(d, FALSE)),
    member("stratifiedGray", if (late) "null" else gray(d, TRUE))), "\n", sep = "")
}
