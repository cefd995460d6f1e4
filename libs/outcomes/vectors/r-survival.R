# In: nothing (seeded). Out: r-survival.json, what R's survival package answers on small made-up sets. Run: Rscript r-survival.R > r-survival.json
suppressMessages(library(survival))
number <- function(x) ifelse(is.na(x) | is.infinite(x), "null", formatC(x, digits = 13, format = "g"))
array <- function(x) paste0("[", paste(number(as.numeric(x)), collapse = ","), "]")
member <- function(name, value) paste0('"', name, '":', value)
object <- function(...) paste0("{", paste(c(...), collapse = ","), "}")

fit <- function(days, events) {
  one <- function(scale) survfit(Surv(days, events) ~ 1, conf.type = scale)
  log <- one("log"); loglog <- one("log-log")
  band <- function(f) object(member("lower", array(f$lower)), member("upper", array(f$upper)),
                             member("median", array(unname(quantile(f, .5)$quantile))),
                             member("table", array(summary(f)$table[c("median", "0.95LCL", "0.95UCL")])))
  object(member("days", array(log$time)), member("atRisk", array(log$n.risk)), member("survival", array(log$surv)),
         member("standardError", array(log$surv * log$std.err)), member("log", band(log)), member("logLog", band(loglog)))
}
test <- function(days, events, groups, strata) {
  if (length(unique(groups)) < 2) return("null")
  f <- if (length(unique(strata)) > 1) survdiff(Surv(days, events) ~ groups + strata(strata)) else survdiff(Surv(days, events) ~ groups)
  o <- if (is.matrix(f$obs)) rowSums(f$obs) else f$obs
  e <- if (is.matrix(f$exp)) rowSums(f$exp) else f$exp
  df <- sum(e > 0) - 1
  object(member("observed", array(o)), member("expected", array(e)), member("variance", array(t(f$var))),
         member("chiSquare", number(f$chisq)), member("df", df), member("p", number(pchisq(f$chisq, df, lower.tail = FALSE))))
}
set <- function(name, days, events, groups = rep(0, length(days)), strata = rep(0, length(days)))
  object(member("name", paste0('"', name, '"')), member("days", array(days)), member("events", array(events)),
         member("groups", array(groups)), member("strata", array(strata)), member("fit", fit(days, events)),
         member("reverse", fit(days, 1 - events)), member("test", test(days, events, groups, strata)))

set.seed(20240229)
spread <- ceiling(rexp(60, 1 / 400)); last <- ceiling(runif(60, 100, 900))
three <- rep(0:2, 20); two <- rep(c(0, 1), 30); strong <- c(ceiling(rexp(40, 1 / 30)), ceiling(rexp(40, 1 / 900)))
sets <- c(
  set("heavy ties, three groups", sample(1:12, 60, TRUE), rbinom(60, 1, .6), three),
  set("three groups in four strata", pmin(spread, last), as.numeric(spread <= last), three, rep(0:3, each = 15)),
  set("two groups, few ties", pmin(spread, last), as.numeric(spread <= last), two),
  set("a tiny p-value", strong, rep(1, 80), rep(0:1, each = 40)),
  set("events and censorings on day 0", c(0, 0, 0, 0, 3, 5, 5, 9, 9, 12), c(1, 0, 1, 0, 1, 1, 0, 0, 1, 0), rep(0:1, 5)),
  set("all censored", c(2, 4, 4, 8), rep(0, 4)),
  set("one subject, event", 7, 1), set("one subject, censored", 7, 0), set("one subject, event on day 0", 0, 1),
  set("half an interval long", c(1, 2, 3, 4), c(1, 1, 1, 1)),
  set("half until the end", c(1, 2, 3, 3), c(1, 1, 0, 0)),
  set("half, then a censoring, then on", c(1, 1, 5, 7, 7, 9), c(1, 1, 1, 0, 0, 1)),
  set("all die on one day", rep(6, 5), rep(1, 5)),
  set("one group leaves before the first event", c(1, 1, 2, 5, 6, 7, 8), c(0, 0, 0, 1, 1, 0, 1), c(2, 2, 2, 0, 1, 0, 1)),
  set("event and censoring on the last day", c(3, 6, 10, 10, 10), c(1, 1, 1, 0, 0)))
cat(object(member("R", paste0('"', R.version.string, '"')), member("survival", paste0('"', packageVersion("survival"), '"')),
           member("sets", paste0("[\n", paste(sets, collapse = ",\n"), "\n]"))), "\n")
