mod broad;
mod made;
mod narrow;
