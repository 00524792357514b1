// What an import tells people: the report and the file of problems. Knows no register.
#pragma once

#include <cstdio>
#include <memory>
#include <string>

#include "people/import_header.h"
#include "people/import_session.h"
#include "people/people.h"
#include "sheets/sheets.h"

namespace khuyenhoc::people {

/// The CSV of problems, written as they come: row, column, reason in both languages, shape. Never a value.
class ErrorFile {
public:
    /// Refuses people.errors_not_writable. An empty path: nothing is written.
    static Result<ErrorFile> open(const std::string& path);
    void add(const Problem& problem);
    /// Refuses people.errors_not_writable when the disk did not take it all.
    Result<void> close();

private:
    struct Closer {
        void operator()(std::FILE* file) const { std::fclose(file); }
    };
    std::unique_ptr<std::FILE, Closer> file_;
    std::unique_ptr<sheets::Writer> writer_;
};

/// A problem as people see it: with the column's heading.
Problem problem_of(const RowProblem& problem, const HeaderMap& header);

/// Adds what became of one chunk.
void add_to(ImportReport& report, const ChunkResult& result, const HeaderMap& header, ErrorFile& errors);

/// The sentence of a problem's code.
std::string_view reason_of(std::string_view code, std::string_view language);

}  // namespace khuyenhoc::people
