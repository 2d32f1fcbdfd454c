//! Embeds the UI anew whenever it was built anew.

fn main() {
    println!("cargo:rerun-if-changed=../../ui/dist");
}
