//! Tells the tests whether the folder of outside fixtures is at hand, so that they show as ignored when it is not.

fn main() {
    println!("cargo::rustc-check-cfg=cfg(countersign_shared)");
    println!("cargo::rerun-if-env-changed=COUNTERSIGN_SHARED");
    if std::env::var_os("COUNTERSIGN_SHARED").is_some() {
        println!("cargo::rustc-cfg=countersign_shared");
    }
}
