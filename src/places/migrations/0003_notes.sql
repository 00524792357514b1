-- What is said of a figure is said in both languages. One kept before was in English only: it stands for both.
ALTER TABLE place_measure ADD COLUMN note_en TEXT;
