#include "hub/linkage/run/link_wishes.hpp"

#include <charconv>

#include "hub/base/text.hpp"
#include "hub/linkage/explanation.hpp"

namespace trellis::linkage {
namespace {

using formats::Json;

std::uint64_t number_in(std::string_view text) {
  std::uint64_t number = 0;
  const auto [end, failure] = std::from_chars(text.data(), text.data() + text.size(), number);
  return failure == std::errc() && end == text.data() + text.size() ? number : 0;
}

Result<std::uint32_t> record_at(std::string_view wish, const LinkRows& rows) {
  const std::string_view place = text::trim(wish);
  const auto colon = place.rfind(':');
  const std::uint64_t row = number_in(place.substr(colon == place.npos ? 0 : colon + 1));
  const std::string_view file = place.substr(0, colon == place.npos ? 0 : colon);
  if (colon == place.npos && row > 0 && row <= rows.row.size())
    return static_cast<std::uint32_t>(row - 1);
  for (std::uint32_t r = 0; r < rows.row.size() && colon != place.npos; ++r)
    if (rows.row[r] == row && rows.files[rows.file[r]] == file) return r;
  return Error{Fault::invalid, "--explain " + std::string(wish) +
                                   ": there is no such row; say 3,17 for two of the records, " +
                                   "counted from 1, or FILE:3,FILE:17, or one for its cluster"};
}

}  // namespace

Result<LinkWishes> LinkWishes::find(const std::vector<std::string>& wishes, const LinkRows& rows) {
  LinkWishes found;
  for (const std::string& wish : wishes) {
    const auto comma = wish.find(',');
    TRELLIS_LET(const auto a, record_at(wish.substr(0, comma), rows));
    if (comma == wish.npos) {
      found.clusters.push_back(a);
      continue;
    }
    TRELLIS_LET(const auto b, record_at(wish.substr(comma + 1), rows));
    if (a == b) return Error{Fault::invalid, "--explain " + wish + ": these are one row; name two"};
    found.pairs.emplace_back(a, b);
  }
  return found;
}

std::string explanations_text(const LinkRun& run, const LinkWishes& wishes) {
  const auto words = [&](std::uint32_t record) { return run.tables.rows.words(record); };
  std::string text;
  for (const auto& [a, b] : wishes.pairs)
    text += to_text(explain(run.linker, run.linked, a, b, run.threshold), words) + "\n";
  for (const std::uint32_t record : wishes.clusters)
    text += to_text(explain_cluster(run.linked, record), words) + "\n";
  return text;
}

Json explanations_json(const LinkRun& run, const LinkWishes& wishes) {
  const auto record = [&](std::uint32_t number) { return run.tables.rows.json(number); };
  Json all = Json::array();
  for (const auto& [a, b] : wishes.pairs)
    all.push(to_json(explain(run.linker, run.linked, a, b, run.threshold), record));
  for (const std::uint32_t number : wishes.clusters)
    all.push(to_json(explain_cluster(run.linked, number), record));
  return all;
}

}  // namespace trellis::linkage
