#include "demo/facts.h"

#include <algorithm>

#include "base/check.h"
#include "base/text.h"
#include "demo/embedded.h"

namespace khuyenhoc::demo {

namespace {

std::vector<std::string_view> split(std::string_view text, char at) {
    std::vector<std::string_view> parts;
    while (!text.empty()) {
        const auto end = std::min(text.find(at), text.size());
        if (end > 0) parts.push_back(text.substr(0, end));
        text.remove_prefix(std::min(end + 1, text.size()));
    }
    return parts;
}

std::vector<std::vector<std::string_view>> lines_of(std::string_view path) {
    const auto bytes = demo_file_bytes(path);
    check(!bytes.empty(), "the demo's facts are shipped");
    std::vector<std::vector<std::string_view>> lines;
    for (const auto line : split(bytes, '\n'))
        if (!line.starts_with('#')) lines.push_back(split(line, ' '));
    return lines;
}

int number(std::string_view text) {
    const auto value = parse_integer(text);
    check(value.has_value(), "a number in the demo's facts");
    return static_cast<int>(*value);
}

std::string spaced(std::string_view word) {
    std::string text(word);
    std::ranges::replace(text, '_', ' ');
    return text;
}

/// Words with weights; without a weight the n-th word weighs 1 / (n + 5), roughly as names do.
Dice read_words(std::span<const std::string_view> words, std::vector<std::string>& names) {
    std::vector<int> weights;
    for (std::size_t i = 0; i < words.size(); ++i) {
        const auto colon = words[i].find(':');
        names.push_back(spaced(words[i].substr(0, colon)));
        weights.push_back(colon == std::string_view::npos ? 10000 / static_cast<int>(i + 5)
                                                          : number(words[i].substr(colon + 1)));
    }
    return Dice(weights);
}

void read_names(Facts& facts) {
    for (const auto& line : lines_of("facts/names.txt")) {
        auto& names = facts.peoples[facts.people(line[0])].names;
        const std::span words = std::span(line).subspan(3);
        if (line[1] == "surname") {
            names.surname = read_words(words, names.surnames);
            continue;
        }
        const std::size_t sex = line[2] == "m" ? 0 : 1;
        if (line[1] == "middle") names.middle_dice[sex] = read_words(words, names.middle[sex]);
        if (line[1] == "given") names.given_dice[sex] = read_words(words, names.given[sex]);
    }
    for (const auto& people : facts.peoples)
        check(
            !people.names.surname.empty() && !people.names.given_dice[0].empty() && !people.names.given_dice[1].empty(),
            "every ethnic group has names");
}

void read_communes(Facts& facts) {
    for (const auto& line : lines_of("facts/communes.txt")) {
        CommuneProfile commune{std::string(line[0]), number(line[1]), std::vector<double>(facts.peoples.size(), 0.0)};
        for (const auto mix : std::span(line).subspan(2)) {
            const auto colon = mix.find(':');
            commune.weight[facts.people(mix.substr(0, colon))] = number(mix.substr(colon + 1));
        }
        facts.communes.push_back(std::move(commune));
    }
}

void read_hamlets(Facts& facts) {
    for (const auto& line : lines_of("facts/hamlets.txt")) {
        auto& words = facts.hamlets;
        auto& list = line[0] == "first"         ? words.first
                     : line[0] == "second"      ? words.second
                     : line[0] == "high_first"  ? words.high_first
                     : line[0] == "high_second" ? words.high_second
                                                : words.settled;
        for (const auto word : std::span(line).subspan(1)) list.push_back(spaced(word));
    }
}

void read_units(Facts& facts) {
    for (const auto& line : lines_of("facts/units.txt")) {
        std::string name;
        for (const auto word : std::span(line).subspan(8)) name += (name.empty() ? "" : " ") + std::string(word);
        facts.units.push_back({std::string(line[0]), std::string(line[1]), std::string(line[2]), std::string(line[3]),
                               std::string(line[7]), name, number(line[4]), number(line[5]), number(line[6])});
    }
}

Facts read_facts() {
    Facts facts;
    for (const auto& line : lines_of("facts/peoples.txt")) {
        std::string name;
        for (const auto word : std::span(line).subspan(5)) name += (name.empty() ? "" : " ") + std::string(word);
        facts.peoples.push_back(
            {std::string(line[0]), name, number(line[1]), number(line[2]), number(line[3]), number(line[4]), {}});
    }
    read_names(facts);
    read_communes(facts);
    read_hamlets(facts);
    read_units(facts);
    return facts;
}

}  // namespace

const CommuneProfile& Facts::commune(std::string_view code) const {
    const auto found = std::ranges::find(communes, code, &CommuneProfile::code);
    check(found != communes.end(), "the commune is in the demo's facts");
    return *found;
}

std::uint8_t Facts::people(std::string_view key) const {
    const auto found = std::ranges::find(peoples, key, &People::key);
    check(found != peoples.end(), "the ethnic group is in the demo's facts");
    return static_cast<std::uint8_t>(found - peoples.begin());
}

const Facts& facts() {
    static const Facts read = read_facts();
    return read;
}

}  // namespace khuyenhoc::demo
