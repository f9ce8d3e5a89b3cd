//! docs/failure-codes.md lists every error that can reach a person, as the sources have them: code, fact and remedy.
//!
//! `COUNTERSIGN_WRITE_FAILURES=1 cargo test --test architecture` writes it anew.

use std::collections::BTreeMap;

use syn::visit::Visit;
use syn::{Arm, Attribute, Expr, ImplItemFn, Item, ItemImpl, Lit, Pat, Type};

use crate::root;
use crate::sources::product_sources;

/// By enum and variant.
type Texts = BTreeMap<(String, String), String>;

/// What the sources say of errors.
#[derive(Default)]
struct Said {
    codes: Vec<(String, String, String)>,
    facts: Texts,
    remedies: Texts,
    /// Made where they are met, without an enum: code, fact and remedy.
    loose: Vec<[String; 3]>,
}

#[test]
fn the_page_of_codes_has_every_error() {
    let page = root().join("docs/failure-codes.md");
    let expected = printed(&rows());
    if std::env::var_os("COUNTERSIGN_WRITE_FAILURES").is_some() {
        std::fs::write(&page, &expected).unwrap_or_else(|error| panic!("{error}"));
    }
    let there = std::fs::read_to_string(&page).unwrap_or_default().replace("\r\n", "\n");
    assert!(
        there == expected,
        "docs/failure-codes.md is out of date: COUNTERSIGN_WRITE_FAILURES=1 cargo test --test architecture"
    );
}

#[test]
fn every_failure_that_is_shown_is_among_the_codes() {
    let known = rows();
    let page = crate::read(&root().join("docs/FAILURES.md"));
    let codes = page.lines().filter_map(|line| line.strip_prefix("| ")?.split(" | ").nth(1));
    let shown: Vec<&str> = codes.filter(|code| code.contains('-') && !code.starts_with('-')).collect();
    assert!(shown.len() >= 12, "{shown:?}");
    shown.iter().for_each(|code| assert!(known.contains_key(*code), "{code}"));
}

/// By code: every fact and remedy that goes with it.
fn rows() -> BTreeMap<String, Vec<(String, String)>> {
    let mut said = Said::default();
    for source in
        product_sources().filter(|source| !source.path.contains("xtask") && !source.path.contains("private-desktop"))
    {
        // The sources stand without their tests here, which may leave a brace open in none of them.
        let Ok(file) = syn::parse_file(&source.code) else { panic!("{} is no Rust without its tests", source.path) };
        let mut reader = Reader { said: &mut said, owner: String::new() };
        reader.visit_file(&file);
    }
    let mut rows: BTreeMap<String, Vec<(String, String)>> = BTreeMap::new();
    for (owner, variant, code) in &said.codes {
        let key = (owner.clone(), variant.clone());
        let any = (owner.clone(), "_".to_owned());
        let text =
            |texts: &Texts| texts.get(&key).or_else(|| texts.get(&any)).cloned().unwrap_or_else(|| "…".to_owned());
        rows.entry(code.clone()).or_default().push((text(&said.facts), text(&said.remedies)));
    }
    for [code, fact, remedy] in &said.loose {
        rows.entry(code.clone()).or_default().push((fact.clone(), remedy.clone()));
    }
    for all in rows.values_mut() {
        all.sort();
        all.dedup();
        // What is told by a value says nothing beside a row that has the words.
        let is_told = |row: &(String, String)| row.0 != "…" || row.1 != "…";
        if all.iter().any(is_told) {
            all.retain(is_told);
        }
    }
    rows
}

fn printed(rows: &BTreeMap<String, Vec<(String, String)>>) -> String {
    let mut page = HEAD.to_owned();
    for (code, all) in rows {
        for (fact, remedy) in all {
            page.push_str(&format!("| {code} | {} | {} |\n", cell(fact), cell(remedy)));
        }
    }
    page
}

/// What is filled in is marked, and nothing ends the cell.
fn cell(text: &str) -> String {
    let (mut cell, mut depth) = (String::new(), 0_u32);
    for letter in text.chars() {
        match letter {
            '{' => depth += 1,
            '}' => {
                depth = depth.saturating_sub(1);
                cell.push('…');
            }
            _ if depth > 0 => {}
            '|' => cell.push_str("\\|"),
            _ => cell.push(letter),
        }
    }
    let words = cell.split_whitespace().collect::<Vec<_>>().join(" ");
    words.replace('<', "\\<")
}

const HEAD: &str = "# Every code

Made from the sources by `tests/architecture/failures.rs`, which holds this page to them: each error that can reach a person, by the code that
stands beside it, with the fact and the remedy. `…` is filled in where it happens, or said by the error beneath. How the most important ones look:
[FAILURES.md](FAILURES.md).

| code | fact | remedy |
|---|---|---|
";

struct Reader<'said> {
    said: &'said mut Said,
    owner: String,
}

impl<'ast> Visit<'ast> for Reader<'_> {
    fn visit_item(&mut self, item: &'ast Item) {
        if let Item::Enum(kind) = item {
            for variant in &kind.variants {
                if let Some(fact) = variant.attrs.iter().find_map(fact) {
                    self.said.facts.insert((kind.ident.to_string(), variant.ident.to_string()), fact);
                }
            }
        }
        if let Item::Struct(kind) = item
            && let Some(fact) = kind.attrs.iter().find_map(fact)
        {
            self.said.facts.insert((kind.ident.to_string(), "_".to_owned()), fact);
        }
        syn::visit::visit_item(self, item);
    }

    fn visit_item_impl(&mut self, block: &'ast ItemImpl) {
        let before = std::mem::take(&mut self.owner);
        if let Type::Path(path) = &*block.self_ty {
            self.owner = path.path.segments.last().map(|last| last.ident.to_string()).unwrap_or_default();
        }
        syn::visit::visit_item_impl(self, block);
        self.owner = before;
    }

    fn visit_impl_item_fn(&mut self, function: &'ast ImplItemFn) {
        let name = function.sig.ident.to_string();
        let of =
            |what: &str| name == what || name.ends_with(&format!("_{what}")) || name.starts_with(&format!("{what}_"));
        let mut arms = Arms { found: Vec::new() };
        arms.visit_block(&function.block);
        if arms.found.is_empty() && (name == "code" || name == "hint") {
            arms.found.extend(first_text(&function.block.stmts).map(|text| ("_".to_owned(), text)));
        }
        for (variant, text) in arms.found {
            let key = (self.owner.clone(), variant.clone());
            if of("code") && is_code(&text) {
                self.said.codes.push((self.owner.clone(), variant, text));
            } else if of("hint") {
                self.said.remedies.entry(key).or_insert(text);
            } else if name == "fact" {
                self.said.facts.entry(key).or_insert(text);
            }
        }
        syn::visit::visit_impl_item_fn(self, function);
    }

    fn visit_expr_call(&mut self, call: &'ast syn::ExprCall) {
        if let Expr::Path(path) = &*call.func
            && path
                .path
                .segments
                .iter()
                .map(|segment| segment.ident.to_string())
                .eq(["Failure".to_owned(), "new".to_owned()])
        {
            let texts: Vec<Option<String>> = call.args.iter().map(text_in).collect();
            if let [Some(code), fact, remedy] = texts.as_slice()
                && is_code(code)
            {
                let or_told = |text: &Option<String>| text.clone().unwrap_or_else(|| "…".to_owned());
                self.said.loose.push([code.clone(), or_told(fact), or_told(remedy)]);
            }
        }
        syn::visit::visit_expr_call(self, call);
    }
}

/// Variants and the first text of the arm that is theirs.
struct Arms {
    found: Vec<(String, String)>,
}

impl<'ast> Visit<'ast> for Arms {
    fn visit_arm(&mut self, arm: &'ast Arm) {
        if let Some(text) = text_in(&arm.body) {
            let mut names = Vec::new();
            variants(&arm.pat, &mut names);
            self.found.extend(names.into_iter().map(|name| (name, text.clone())));
        }
    }
}

fn variants(pattern: &Pat, names: &mut Vec<String>) {
    let mut add = |path: &syn::Path| names.extend(path.segments.last().map(|last| last.ident.to_string()));
    match pattern {
        Pat::Or(all) => all.cases.iter().for_each(|one| variants(one, names)),
        Pat::Path(one) => add(&one.path),
        Pat::Struct(one) => add(&one.path),
        Pat::TupleStruct(one) => add(&one.path),
        Pat::Wild(_) => names.push("_".to_owned()),
        _ => {}
    }
}

fn first_text(statements: &[syn::Stmt]) -> Option<String> {
    let mut first = FirstText(None);
    statements.iter().for_each(|statement| first.visit_stmt(statement));
    first.0
}

fn text_in(expression: &Expr) -> Option<String> {
    let mut first = FirstText(None);
    first.visit_expr(expression);
    first.0
}

struct FirstText(Option<String>);

impl<'ast> Visit<'ast> for FirstText {
    fn visit_lit(&mut self, literal: &'ast Lit) {
        if let (None, Lit::Str(text)) = (&self.0, literal) {
            self.0 = Some(text.value());
        }
    }

    fn visit_macro(&mut self, call: &'ast syn::Macro) {
        if self.0.is_none() && call.path.is_ident("format") {
            let text = call.parse_body_with(|input: syn::parse::ParseStream<'_>| {
                let text: syn::LitStr = input.parse()?;
                let _arguments: proc_macro2::TokenStream = input.parse()?;
                Ok(text.value())
            });
            self.0 = text.ok();
        }
    }
}

/// `#[error("…")]`.
fn fact(attribute: &Attribute) -> Option<String> {
    if !attribute.path().is_ident("error") {
        return None;
    }
    let text = attribute.parse_args_with(|input: syn::parse::ParseStream<'_>| {
        let text: syn::LitStr = input.parse()?;
        let _arguments: proc_macro2::TokenStream = input.parse()?;
        Ok(text.value())
    });
    text.ok()
}

fn is_code(text: &str) -> bool {
    text.contains('-')
        && text.chars().all(|letter| letter.is_ascii_lowercase() || letter.is_ascii_digit() || letter == '-')
}
