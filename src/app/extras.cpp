#include "app/extras.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <charconv>
#include <cstdlib>
#include <filesystem>
#include <mutex>
#include <set>

#include "app/door.h"
#include "app/sign_in.h"
#include "app/sign_in_passkey.h"

namespace khuyenhoc::app {

namespace {

std::string parameter(const http::Request& request, std::string_view name) {
    for (const auto& [key, value] : request.query)
        if (key == name) return value;
    return {};
}

std::string last_part(const std::string& path) { return path.substr(path.rfind('/') + 1); }

/// An upload while it is imported: a file without a name, so that even a program killed meanwhile leaves nobody's data
/// behind.
class TemporaryFile {
public:
    explicit TemporaryFile(std::string_view bytes) {
        auto name = (std::filesystem::temp_directory_path() / "khuyenhoc-upload-XXXXXX").string();
        file_ = ::mkostemp(name.data(), O_CLOEXEC);
        if (file_ < 0) return;
        ::unlink(name.c_str());
        path_ = fmt::format("/proc/self/fd/{}", file_);
        while (!bytes.empty()) {
            const auto written = ::write(file_, bytes.data(), bytes.size());
            if (written <= 0) break;
            bytes.remove_prefix(static_cast<std::size_t>(written));
        }
        whole_ = bytes.empty();
    }
    ~TemporaryFile() {
        if (file_ >= 0) ::close(file_);
    }
    TemporaryFile(const TemporaryFile&) = delete;
    TemporaryFile& operator=(const TemporaryFile&) = delete;
    const std::string& path() const { return path_; }
    bool whole() const { return whole_; }

private:
    int file_ = -1;
    std::string path_;
    bool whole_ = false;
};

/// Rows with problems, as the file has them: for the importer, who mends them in the page.
json::value cells_to_mend(const people::ImportReport& report, const std::string& path, const people::ImportOptions& options) {
    std::set<std::int64_t> rows;
    for (const auto& problem : report.first_problems)
        if (problem.severity != people::Severity::known) rows.insert(problem.row);
    auto found = people::rows_to_mend(path, options, {rows.begin(), rows.end()});
    return found ? json::value(std::move(*found)) : json::value();
}

/// POST /api/upload/people/look?sheet=: the body is the register; says what its columns are and changes nothing.
Result<json::value> look_at_upload(const http::Request& request) {
    const TemporaryFile file(request.body);
    if (!file.whole()) return refuse("app.file_not_writable");
    auto looked = people::look_at_register(file.path(), parameter(request, "sheet"), parameter(request, "lang"));
    if (!looked) return std::unexpected(looked.error());
    return json::value(std::move(*looked));
}

/// POST /api/upload/people?on=&dry_run=1&stop_on_error=1&sheet=&columns=: the body is the register; answers the job that
/// reads it.
Result<std::string> start_import(Program& program, Jobs& jobs, const http::Request& request, const Caller& caller) {
    people::ImportOptions options;
    options.province = home_province;
    options.actor = caller.actor;
    options.within = caller.place;
    options.dry_run = parameter(request, "dry_run") == "1";
    options.stop_on_error = parameter(request, "stop_on_error") == "1";
    options.sheet = parameter(request, "sheet");
    options.columns = parameter(request, "columns");
    if (options.columns.size() > 400) return refuse("people.bad_columns", "columns");
    const std::string on = parameter(request, "on");
    const auto day = on.empty() ? std::optional(today_in_vietnam()) : parse_date(on);
    if (!day) return refuse("app.bad_option", "on");
    options.on = *day;
    auto file = std::make_shared<TemporaryFile>(request.body);
    if (!file->whole()) return refuse("app.file_not_writable");
    const std::string language = parameter(request, "lang") == "en" ? "en" : "vi";
    return jobs.start([&program, file, options, language](const TellProgress& tell) -> Result<json::value> {
        auto report = people::import_register(program.journal, *program.store, *program.places.atlas(), program.keys,
                                              file->path(), options, tell);
        if (!report) return std::unexpected(report.error());
        auto said = report->to_json(language);
        if (auto cells = cells_to_mend(*report, file->path(), options); !cells.is_null()) said["once"] = std::move(cells);
        return json::value(std::move(said));
    }, caller.account);
}

/// POST /api/upload/boundaries?on=: the body is GeoJSON or TopoJSON; says what it would bring and changes nothing.
Result<json::value> look_at_boundaries(Program& program, const http::Request& request) {
    const std::string on = parameter(request, "on");
    const auto day = on.empty() ? std::optional(today_in_vietnam()) : parse_date(on);
    if (!day) return refuse("app.bad_option", "on");
    static std::mutex one_at_a_time;  // a file of 30 MB takes ten times that while it is read
    std::lock_guard lock(one_at_a_time);
    auto looked = places::look_at_boundaries(*program.places.atlas(), home_province, *day, request.body);
    if (!looked) return std::unexpected(looked.error());
    return json::value(std::move(*looked));
}

/// Whose evidence an upload is, as its address says.
json::object evidence_named(const http::Request& request) {
    const auto number = [&](std::string_view name) -> json::value {
        const auto text = parameter(request, name);
        std::int64_t value = 0;
        const auto end = std::from_chars(text.data(), text.data() + text.size(), value);
        return end.ec == std::errc{} && end.ptr == text.data() + text.size() ? json::value(value) : json::value(text);
    };
    return {{"year", number("year")}, {"kind", parameter(request, "kind")}, {"subject_id", number("subject_id")}};
}

/// POST /api/upload/evidence?year=&kind=&subject_id=&id=: the body is the photo or paper; the command of that id keeps it.
Result<json::value> keep_evidence(Program& program, const http::Request& request, http::Visitor& visitor) {
    auto body = program.recognition.receive_evidence(request.body);
    if (!body) return std::unexpected(body.error());
    for (auto& named : evidence_named(request)) body->insert_or_assign(named.key(), std::move(named.value()));
    const auto id = parameter(request, "id");
    journal::Command command{id.empty() ? random_uuid() : id, "recognition.add_evidence", home_province, visitor.caller().actor, std::move(*body)};
    command.permit = permit_of(visitor);
    const auto outcome = program.journal.execute(command);
    if (!outcome.answer) return std::unexpected(outcome.answer.error());
    return json::value(json::object{{"seq", outcome.seq}, {"repeated", outcome.repeated}, {"answer", *outcome.answer}});
}

json::value about(Program& program) {
    const auto campaign = program.recognition.campaign(newest_campaign(program));
    return json::object{{"name", "Khuyenhoc"}, {"version", std::string(version)}, {"province", home_province},
                        {"synthetic", campaign.has_value() && campaign->synthetic}};
}

using Answer = std::function<Result<json::value>(const http::Request&, http::Visitor&)>;

/// A job answers nobody but the account that started it.
Result<std::string> own_job(const Jobs& jobs, const http::Request& request, const http::Visitor& visitor) {
    auto job = last_part(request.path);
    if (!jobs.is_of(job, visitor.caller().account)) return not_covered();
    return job;
}

/// A route whose answer is JSON.
http::RawRoute route(Program& program, const char* method, const char* path, const char* summary, May may, Answer answer, int status = 200) {
    return {method, path, summary,
            [&program, answer = std::move(answer), status](const http::Request& request, http::Visitor& visitor) {
                auto made = answer(request, visitor);
                if (!made) return http::refused_response(made.error(), program.capabilities, request);
                return http::json_response(*made, status);
            },
            std::move(may)};
}

std::vector<http::RawRoute> upload_routes(Program& program, Jobs& jobs) {
    using R = const http::Request&;
    using V = http::Visitor&;
    // Which rows of a file are the caller's, the import itself looks at.
    const May importing = anywhere(roles::keepers, Access::personal);
    // Held to the rule of the command that keeps it.
    auto evidence = route(program, "POST", "/api/upload/evidence", "Keeps a photo or PDF (the body, up to 5 MB) as evidence of an assessment.",
                          program.capabilities.find_command("recognition.add_evidence")->may, [&](R r, V v) { return keep_evidence(program, r, v); });
    evidence.fields = &evidence_named;
    return {route(program, "POST", "/api/upload/people", "Imports a register (CSV or XLSX as the body); answers a job.", importing,
                  [&](R r, V v) -> Result<json::value> {
                      auto job = start_import(program, jobs, r, v.caller());
                      if (!job) return std::unexpected(job.error());
                      return json::value(json::object{{"job", *job}});
                  },
                  202),
            evidence,
            route(program, "POST", "/api/upload/people/look", "What the columns of a register are (CSV or XLSX as the body); changes nothing.",
                  importing, [](R r, V) { return look_at_upload(r); }),
            route(program, "POST", "/api/upload/boundaries", "What boundaries a file has (GeoJSON or TopoJSON as the body); changes nothing.",
                  whole_province(roles::province, Access::open), [&](R r, V) { return look_at_boundaries(program, r); })};
}

std::vector<http::RawRoute> job_routes(Program& program, Jobs& jobs) {
    using R = const http::Request&;
    using V = http::Visitor&;
    const auto with_job = [&jobs](auto act) {
        return [&jobs, act](R r, V v) -> Result<json::value> {
            const auto job = own_job(jobs, r, v);
            if (!job) return std::unexpected(job.error());
            json::value found = act(*job);
            if (found.is_null()) return not_covered();
            return found;
        };
    };
    return {route(program, "POST", "/api/jobs/take/", "The rows to mend that an import found, for who sent them: given once.", signed_in(),
                  with_job([&jobs](const std::string& job) { return jobs.take(job); })),
            route(program, "GET", "/api/jobs/", "The state of a job, for who started it.", signed_in(),
                  with_job([&jobs](const std::string& job) { return jobs.state(job); })),
            route(program, "POST", "/api/jobs/cancel/", "Cancels a job, for who started it.", signed_in(),
                  with_job([&jobs](const std::string& job) { return jobs.cancel(job) ? json::value(json::object{{"cancelling", true}}) : json::value(); }))};
}

}  // namespace

http::Extras extras_of(Program& program, Jobs& jobs, bool offers_demo, Elsewhere* elsewhere) {
    http::Extras extras;
    extras.door = door(program.accounts);
    extras.raw = sign_in_routes(program, {offers_demo, elsewhere == nullptr ? std::string() : elsewhere->provider.settings().name});
    for (auto& routes : {elsewhere_routes(program, elsewhere), passkey_routes(program), upload_routes(program, jobs), job_routes(program, jobs)}) extras.raw.insert(extras.raw.end(), routes.begin(), routes.end());
    extras.raw.push_back(route(program, "GET", "/api/about", "Name, version, and whether the people are synthetic.", anyone(),
                               [&program](const http::Request&, http::Visitor&) -> Result<json::value> { return about(program); }));
    extras.events = {{"/api/events/", "Progress of a job, for who started it.",
                      [&jobs](const http::Request& request, http::Visitor& visitor, const http::SendEvent& send) {
                          if (const auto job = own_job(jobs, request, visitor)) jobs.follow(*job, send);
                      },
                      signed_in()}};
    return extras;
}

}  // namespace khuyenhoc::app
