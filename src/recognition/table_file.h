// A list as a sheet: CSV or a workbook, with its words in two languages. For the files of this folder.
#pragma once

#include "capability/capability.h"
#include "recognition/title_rows.h"
#include "sheets/sheets.h"

namespace khuyenhoc::recognition {

/// The words of a sheet in the reader's language.
class Say {
public:
    explicit Say(std::string_view language) : english_(language == "en") {}
    std::string operator()(std::string_view vi, std::string_view en) const { return std::string(english_ ? en : vi); }
    bool english() const { return english_; }
    std::string_view state(State state) const;
    std::string_view event(TitleState state) const;
    std::string_view title(Title title) const;
    /// What heads a sheet of invented people.
    std::string synthetic() const;

private:
    bool english_;
};

/// json, csv, xlsx
Field format_field();

/// name, year of birth, household number, hamlet, commune
std::vector<sheets::Column> subject_columns(const Say& say);
/// The texts must live until the row is written.
void add_subject_cells(std::vector<sheets::Value>& cells, const SubjectRow& row, const SubjectNames::Line& line,
                       const HomeNames& homes, const Say& say);

class TableFile {
public:
    /// `note`, when not empty, stands in a row of its own under the header.
    TableFile(std::string_view format, std::string_view sheet, std::vector<sheets::Column> columns, std::string_view note);
    void row(std::span<const sheets::Value> cells) { writer_->row(cells); }
    Answer answer(std::string name);

private:
    bool workbook_;
    std::unique_ptr<sheets::Writer> writer_;
};

}  // namespace khuyenhoc::recognition
