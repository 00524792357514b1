#include "recognition/origin.h"

namespace khuyenhoc::recognition {

std::optional<Copied> find_copied(store::Connection& db, std::int64_t province, int year, SubjectKind kind,
                                  std::int64_t subject, int revision) {
    std::optional<Copied> found;
    db.query(
        "SELECT o.hamlet_id, o.from_year FROM assessment_origin AS o LEFT JOIN assessment_confirmed AS c"
        " ON c.province_id = o.province_id AND c.year = o.year AND c.kind = o.kind AND c.subject_id = o.subject_id"
        " AND c.revision = o.revision WHERE o.province_id = $1 AND o.year = $2 AND o.kind = $3 AND o.subject_id = $4"
        " AND o.revision = $5 AND o.origin = 'copied' AND c.revision IS NULL",
        {province, std::int64_t{year}, static_cast<std::int64_t>(kind), subject, std::int64_t{revision}},
        [&](const store::Row& row) {
            found = Copied{row.integer(0), static_cast<int>(row.integer(1))};
        });
    return found;
}

void mark_copied(CommandContext& context, int year, SubjectKind kind, std::int64_t subject, int from_year,
                 std::int64_t hamlet) {
    context.db.run(
        "INSERT INTO assessment_origin(province_id, year, kind, subject_id, revision, origin, from_year, hamlet_id, "
        "seq)"
        " VALUES ($1, $2, $3, $4, 1, 'copied', $5, $6, $7)",
        {context.province, std::int64_t{year}, static_cast<std::int64_t>(kind), subject, std::int64_t{from_year},
         hamlet, context.seq});
}

void mark_self(CommandContext& context, int year, std::int64_t person, int revision, std::int64_t hamlet) {
    context.db.run(
        "INSERT INTO assessment_origin(province_id, year, kind, subject_id, revision, origin, from_year, hamlet_id, "
        "seq)"
        " VALUES ($1, $2, 1, $3, $4, 'self', NULL, $5, $6)",
        {context.province, std::int64_t{year}, person, std::int64_t{revision}, hamlet, context.seq});
}

void leave_copied(CommandContext& context, int year, SubjectKind kind, std::int64_t subject, int revision) {
    if (const auto copied = find_copied(context.db, context.province, year, kind, subject, revision))
        add_to_sheet(context, year, copied->hamlet, -1, 0);
}

bool confirm_copied(CommandContext& context, int year, SubjectKind kind, std::int64_t subject, int revision) {
    const auto copied = find_copied(context.db, context.province, year, kind, subject, revision);
    if (!copied) return false;
    context.db.run(
        "INSERT INTO assessment_confirmed(province_id, year, kind, subject_id, revision, seq)"
        " VALUES ($1, $2, $3, $4, $5, $6)",
        {context.province, std::int64_t{year}, static_cast<std::int64_t>(kind), subject, std::int64_t{revision},
         context.seq});
    add_to_sheet(context, year, copied->hamlet, -1, 0);
    return true;
}

SheetCount sheet_count(store::Connection& db, std::int64_t province, int year, std::int64_t hamlet) {
    SheetCount count;
    db.query(
        "SELECT unconfirmed, waiting_self FROM sheet_count WHERE province_id = $1 AND year = $2 AND hamlet_id = $3",
        {province, std::int64_t{year}, hamlet}, [&](const store::Row& row) {
            count = {row.integer(0), row.integer(1)};
        });
    return count;
}

void add_to_sheet(CommandContext& context, int year, std::int64_t hamlet, std::int64_t unconfirmed,
                  std::int64_t waiting_self) {
    context.db.run(
        "INSERT INTO sheet_count(province_id, year, hamlet_id, unconfirmed, waiting_self) VALUES ($1, $2, $3, $4, $5)"
        " ON CONFLICT (province_id, year, hamlet_id) DO UPDATE SET unconfirmed = sheet_count.unconfirmed +"
        " excluded.unconfirmed, waiting_self = sheet_count.waiting_self + excluded.waiting_self",
        {context.province, std::int64_t{year}, hamlet, unconfirmed, waiting_self});
}

}  // namespace khuyenhoc::recognition
