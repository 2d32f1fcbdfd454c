//! Reads a JSON object whose end may be missing: what stood before the break is kept.

use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, MapAccess, SeqAccess, Visitor};
use serde_json::{Map, Value};

/// The object, and what was wrong with it if something was. Of the list `items` every whole item is kept.
pub(super) fn read(text: &str) -> (Map<String, Value>, Option<String>) {
    let mut found = Map::new();
    let mut items = Vec::new();
    let mut json = serde_json::Deserializer::from_str(text);
    let outcome = json.deserialize_map(Document { found: &mut found, items: &mut items });
    if !items.is_empty() || outcome.is_ok() && found.contains_key("items") {
        found.insert("items".to_owned(), Value::Array(items));
    }
    (found, outcome.err().map(|error| error.to_string()))
}

struct Document<'a> {
    found: &'a mut Map<String, Value>,
    items: &'a mut Vec<Value>,
}

impl<'de> Visitor<'de> for Document<'_> {
    type Value = ();

    fn expecting(&self, out: &mut fmt::Formatter) -> fmt::Result {
        out.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        while let Some(name) = map.next_key::<String>()? {
            if name == "items" {
                self.found.insert(name, Value::Null);
                map.next_value_seed(Items(self.items))?;
            } else {
                let value = map.next_value()?;
                self.found.insert(name, value);
            }
        }
        Ok(())
    }
}

struct Items<'a>(&'a mut Vec<Value>);

impl<'de> DeserializeSeed<'de> for Items<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, json: D) -> Result<(), D::Error> {
        json.deserialize_seq(self)
    }
}

impl<'de> Visitor<'de> for Items<'_> {
    type Value = ();

    fn expecting(&self, out: &mut fmt::Formatter) -> fmt::Result {
        out.write_str("a list")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<(), A::Error> {
        while let Some(item) = list.next_element()? {
            self.0.push(item);
        }
        Ok(())
    }
}
