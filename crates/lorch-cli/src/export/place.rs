//! Where an export is put: written beside it under another name, for its owner alone, and only when it is whole and on
//! the disk given its own name.

use std::{
    fs::{self, DirBuilder, File, OpenOptions},
    io::{self, Write},
    os::unix::fs::{DirBuilderExt, OpenOptionsExt},
    path::{Path, PathBuf},
};

use lorch_formats::export::{
    MANIFEST,
    manifest::Manifest,
    unpack::{self, Files, Zip},
};
use lorch_host::random;
use lorch_model::problem::Problem;

use crate::failure::Failure;

/// Where it goes.
pub struct Place {
    target: PathBuf,
    is_folder: bool,
}

/// A zip that is being written.
pub struct Begun {
    place: Place,
    path: PathBuf,
    file: File,
    bytes: u64,
}

impl Place {
    /// Looks whether something is in the way.
    pub fn find(target: &Path, force: bool) -> Result<Self, Failure> {
        let is_folder = !target.extension().is_some_and(|extension| extension.eq_ignore_ascii_case("zip"));
        let name = target.display();
        let taken = |title: String, hint: &str| Err(Problem::new(409, "file_exists", title).hint(hint).into());
        match target.symlink_metadata() {
            Ok(about) if is_folder && about.is_dir() => {
                let empty = fs::read_dir(target).map_err(|fault| unwritable(target, &fault))?.next().is_none();
                if !empty && !force {
                    return taken(
                        format!("{name} is not empty."),
                        "Name another folder, or add --force to write over files of the same names in it.",
                    );
                }
            }
            Ok(about) if is_folder || about.is_dir() => {
                let hint = "A zip has a name that ends in .zip; anything else is the name of a folder.";
                return taken(
                    format!("{name} is there already, and it is no {}.", if is_folder { "folder" } else { "file" }),
                    hint,
                );
            }
            Ok(_) if !force => {
                return taken(
                    format!("{name} is there already."),
                    "Name another file, or add --force to write over it.",
                );
            }
            _ => {}
        }
        Ok(Self { target: target.to_owned(), is_folder })
    }

    /// Begins to write.
    pub fn begin(self) -> Result<Begun, Failure> {
        let path = self.beside(".part");
        let file = create(&path).map_err(|fault| unwritable(&self.target, &fault))?;
        Ok(Begun { place: self, path, file, bytes: 0 })
    }

    fn beside(&self, ending: &str) -> PathBuf {
        let name = self.target.file_name().unwrap_or_default().to_string_lossy().into_owned();
        self.target.with_file_name(format!(".{name}.{}{ending}", &hex::encode(random::id())[..8]))
    }

    fn put(&self, zip: &Path) -> Result<Manifest, Failure> {
        let reading = File::open(zip).map_err(|fault| unwritable(&self.target, &fault))?;
        let mut files = Zip::open(io::BufReader::new(reading)).map_err(broken)?;
        // Read back before it counts.
        let manifest = unpack::check(&mut files).map_err(broken)?;
        let put = if self.is_folder { self.unpack(&mut files, &manifest) } else { fs::rename(zip, &self.target) };
        put.and_then(|()| sync(self.target.parent())).map_err(|fault| unwritable(&self.target, &fault))?;
        Ok(manifest)
    }

    fn unpack(&self, files: &mut dyn Files, manifest: &Manifest) -> io::Result<()> {
        let folder = self.beside("");
        DirBuilder::new().mode(0o700).create(&folder)?;
        let names = || manifest.files.iter().map(|file| file.path.as_str()).chain([MANIFEST]);
        let unpacked = names().try_for_each(|name| {
            let (mut from, _) = files.open(name).map_err(io::Error::other)?.ok_or(io::ErrorKind::NotFound)?;
            let mut to = create(&folder.join(name))?;
            io::copy(&mut from, &mut to)?;
            to.sync_all()
        });
        let put = unpacked.and_then(|()| sync(Some(&folder))).and_then(|()| {
            // Takes the place of an empty folder too.
            if fs::rename(&folder, &self.target).is_ok() {
                return Ok(());
            }
            names().try_for_each(|name| fs::rename(folder.join(name), self.target.join(name)))?;
            sync(Some(&self.target))
        });
        let _ = fs::remove_dir_all(&folder); // gone already when it took the place
        put
    }
}

impl Begun {
    /// Goes on.
    pub fn write(&mut self, part: &[u8]) -> Result<(), Failure> {
        self.bytes += part.len() as u64;
        self.file.write_all(part).map_err(|fault| unwritable(&self.place.target, &fault))
    }

    /// Ends it and gives it its name. Returns its size as a zip and what is in it.
    pub fn finish(self) -> Result<(u64, Manifest), Failure> {
        self.file.sync_all().map_err(|fault| unwritable(&self.place.target, &fault))?;
        Ok((self.bytes, self.place.put(&self.path)?))
    }
}

impl Drop for Begun {
    fn drop(&mut self) {
        let _ = fs::remove_file(&self.path); // it has its own name by now, or is not whole
    }
}

fn create(path: &Path) -> io::Result<File> {
    OpenOptions::new().write(true).create_new(true).mode(0o600).open(path)
}

fn sync(folder: Option<&Path>) -> io::Result<()> {
    folder.map_or(Ok(()), |folder| File::open(folder)?.sync_all())
}

fn unwritable(target: &Path, fault: &io::Error) -> Failure {
    Failure::from_system(&format!("{} can't be written", target.display()), fault)
}

fn broken(fault: lorch_formats::export::ExportError) -> Failure {
    let problem = Problem::new(500, "export_broken", "The export broke off and was not kept.");
    problem.detail(fault.to_string()).hint("Try again; `lorch verify` says whether the profile is whole.").into()
}
