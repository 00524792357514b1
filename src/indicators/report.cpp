#include "indicators/report.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "indicators/percent.h"

namespace khuyenhoc::indicators {

bool Report::illustrative() const { return std::ranges::any_of(campaign.criteria, &CriteriaUsed::illustrative); }

std::vector<const Printed*> Report::printed() const {
    std::vector<const Printed*> out;
    for (const auto& p : dictionary.printed)
        if (p.place == place && p.year == year) out.push_back(&p);
    return out;
}

Result<Report> gather(const places::Atlas& atlas, const Dictionary& dictionary, const Source& source,
                      places::PlaceId place, int year, Date on) {
    const places::Place* found = atlas.find(place);
    if (found == nullptr) return refuse("places.unknown", "place");
    if (!atlas.exists(place, on)) return refuse("places.not_then", "place", {{"on", to_text(on)}});
    auto campaign = source.campaign(found->province, year);
    if (!campaign) return std::unexpected(campaign.error());
    auto rows = source.counts(place, year, on);
    if (!rows) return std::unexpected(rows.error());

    Report report{.atlas = atlas,
                  .dictionary = dictionary,
                  .place = place,
                  .year = year,
                  .on = on,
                  .campaign = std::move(*campaign),
                  .own = {},
                  .below = {}};
    std::map<places::PlaceId, const Counts*> by_place;
    for (const auto& row : *rows)
        if (!by_place.emplace(row.place, &row.counts).second) return refuse("indicators.no_counts", "below");
    if (rows->empty() || rows->front().place != place) return refuse("indicators.no_counts", "place");
    report.own = rows->front().counts;
    // A place without its row is never shown as zero.
    for (const auto id : atlas.children(place, on)) {
        const auto row = by_place.find(id);
        if (row == by_place.end()) return refuse("indicators.no_counts", "below");
        report.below.push_back({id, *row->second});
    }
    if (report.below.size() + 1 != rows->size()) return refuse("indicators.no_counts", "below");
    return report;
}

std::vector<StateLine> state_lines(const Counts& counts) {
    return {{"citizen", counts.persons},
            {"family", counts.families},
            {"clan", counts.clan_states},
            {"community", counts.communities},
            {"unit", counts.unit_states}};
}

std::string_view title_name(std::string_view title, std::string_view language) {
    const bool en = language == "en";
    if (title == "citizen") return en ? "Learning Citizen" : "Công dân học tập";
    if (title == "family") return en ? "Learning Family" : "Gia đình học tập";
    if (title == "clan") return en ? "Learning Clan" : "Dòng họ học tập";
    if (title == "community") return en ? "Learning Community" : "Cộng đồng học tập";
    if (title == "unit") return en ? "Learning Unit" : "Đơn vị học tập";
    return "";
}

std::string day_text(Date date, std::string_view language) {
    if (language == "en") return to_text(date);
    return fmt::format("{:02}/{:02}/{}", date.day, date.month, date.year);
}

std::vector<std::string> notes(const Report& report, std::string_view language) {
    const bool en = language == "en";
    std::vector<std::string> out;
    if (report.campaign.synthetic)
        out.emplace_back(en ? "Synthetic people, real places: the names and scores are invented; communes, codes and "
                              "populations are real."
                            : "Người giả định, địa bàn có thật: họ tên và điểm chấm do máy tạo ra; xã, phường, mã và "
                              "dân số là thật.");
    if (report.illustrative())
        out.emplace_back(
            en ? "Criteria marked illustrative stand in for texts that are not public; they show the method, not the "
                 "rule."
               : "Bộ tiêu chí ghi “minh họa” thay cho văn bản chưa công bố: để thấy cách làm, không phải quy định.");
    out.emplace_back(en ? "Shares are rounded half up to two decimals; reaching a target is judged on whole numbers, "
                          "before rounding."
                        : "Tỷ lệ làm tròn đến hai chữ số thập phân (từ 5 trở lên làm tròn lên); đạt chỉ tiêu hay chưa "
                          "xét theo số đếm, trước khi làm tròn.");
    out.emplace_back(en ? "Each line has one denominator of its own; lines with different denominators are not to be "
                          "added or compared."
                        : "Mỗi dòng có một mẫu số riêng; không cộng hay so sánh các dòng khác mẫu số.");
    out.emplace_back(en ? "Computed: follows from the assessments. Recognised: given by a decision of the commune."
                        : "Đủ điều kiện: tính từ phiếu đánh giá. Đã công nhận: có quyết định của cấp xã.");
    out.emplace_back(
        en ? "Confidence: O official text, S legal site citing the article, N press, B not confirmed, U not public."
           : "Độ tin cậy: O văn bản gốc, S trang luật dẫn điều khoản, N báo chí, B chưa kiểm chứng, U chưa công bố.");
    if (report.atlas.get(report.place).kind == places::Kind::area)
        out.emplace_back(en ? "This is a virtual area: its members also count in the province, once."
                            : "Đây là vùng liên minh: các phường trong vùng vẫn tính vào tỉnh, chỉ một lần.");
    return out;
}

}  // namespace khuyenhoc::indicators
