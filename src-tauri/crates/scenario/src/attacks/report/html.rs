//! The report as one HTML file: no script, nothing fetched, everything from the target escaped.

use crate::Exchange;
use crate::attacks::verdict::{Deed, Finding, Report, Verdict};

const STYLE: &str = "body{font:16px/1.5 system-ui,sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem;\
color:#1a1a1a;background:#fff}table{border-collapse:collapse;width:100%}th,td{text-align:left;vertical-align:top;\
padding:.3rem .6rem;border-bottom:1px solid #ccc}pre{white-space:pre-wrap;overflow-wrap:anywhere;background:#f4f4f4;\
padding:.6rem;font-size:.85rem}section{margin-top:2rem}.broken{color:#a40000;font-weight:700}\
.inconclusive{color:#7a4b00;font-weight:700}@media(prefers-color-scheme:dark){body{color:#eee;background:#1a1a1a}\
pre{background:#262626}.broken{color:#ff8080}.inconclusive{color:#ffc266}a{color:#9cf}}";

/// The report as a whole page.
pub fn html(report: &Report) -> String {
    let title = format!("Attacks on {}", report.target);
    let address = report.url.as_ref().map(|url| format!(" at {}", escaped(url))).unwrap_or_default();
    let counts = Verdict::ALL.map(|verdict| format!("{} {}", report.count(verdict), verdict.name())).join(", ");
    let rows: String = report.findings.iter().map(row).collect();
    let details: String = report.findings.iter().map(section).collect();
    format!(
        "<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">\
         <meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">\
         <meta name=\"viewport\" content=\"width=device-width\"><title>{title}</title><style>{STYLE}</style></head>\n\
         <body><h1>{title}</h1>\n<p>{requests} requests{address}. {counts}.</p>\n\
         <table><tr><th>Attack</th><th>Verdict</th><th>Why</th></tr>\n{rows}</table>\n{details}</body></html>\n",
        title = escaped(&title),
        requests = report.requests,
    )
}

fn row(finding: &Finding) -> String {
    let (name, verdict) = (finding.attack.name, finding.verdict.name());
    let why = escaped(&finding.why);
    format!("<tr><td><a href=\"#{name}\">{name}</a></td><td class=\"{verdict}\">{verdict}</td><td>{why}</td></tr>\n")
}

fn section(finding: &Finding) -> String {
    let attack = finding.attack;
    let case = attack.case.map_or_else(String::new, |case| {
        format!("<p>Case: <a href=\"{}\" rel=\"noreferrer\">{}</a></p>\n", escaped(case.url), escaped(case.name))
    });
    let deeds: String = finding.deeds.iter().map(deed).collect();
    let verdict = finding.verdict.name();
    format!(
        "<section id=\"{name}\"><h2>{name}: <span class=\"{verdict}\">{verdict}</span></h2>\n<p>It {does}. {why}.</p>\n\
         <p>Mend: {mend}</p>\n<p>See: {see}</p>\n{case}\
         <details><summary>Evidence: {many} deeds</summary><ol>\n{deeds}</ol></details></section>\n",
        name = attack.name,
        does = escaped(attack.does),
        why = escaped(&finding.why),
        mend = escaped(attack.mend),
        see = escaped(&attack.standards.join("; ")),
        many = finding.deeds.len(),
    )
}

fn deed(deed: &Deed) -> String {
    let exchanges: String = deed.exchanges.iter().map(|exchange| format!("<pre>{}</pre>\n", of(exchange))).collect();
    format!("<li>{}: <b>{}</b>\n{exchanges}</li>\n", escaped(&deed.what), escaped(&deed.outcome))
}

fn of(exchange: &Exchange) -> String {
    let sent = &exchange.request;
    let mut text = format!("{} {}\n{}\n{}\n", sent.method, sent.path, headers(&sent.headers), sent.body);
    match &exchange.response {
        Some(received) => {
            text.push_str(&format!("\n{}\n{}\n{}", received.status, headers(&received.headers), received.body));
        }
        None => text.push_str("\nno answer"),
    }
    escaped(&text)
}

fn headers(headers: &[(String, String)]) -> String {
    let lines: Vec<String> = headers.iter().map(|(name, value)| format!("{name}: {value}")).collect();
    lines.join("\n")
}

fn escaped(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '&' => safe.push_str("&amp;"),
            '<' => safe.push_str("&lt;"),
            '>' => safe.push_str("&gt;"),
            '"' => safe.push_str("&quot;"),
            '\'' => safe.push_str("&#39;"),
            letter => safe.push(letter),
        }
    }
    safe
}
