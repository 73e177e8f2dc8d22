#include "hub/pipeline/extract_guard.hpp"

#include <chrono>
#include <map>
#include <set>

namespace trellis::pipeline {
namespace {

constexpr auto same_time = std::chrono::hours(1);  // files copied together tell no order
constexpr std::size_t few = 5;  // fewer that vanish are the usual coming and going

struct Share {
  std::size_t missing = 0;
  std::size_t all = 0;

  bool is_doubtful(double may_vanish) const {
    const auto gone = static_cast<double>(missing), before = static_cast<double>(all);
    return gone > may_vanish * before && (missing >= few || gone > before / 2);
  }
  std::string words(std::string_view what) const {
    return std::to_string(missing) + " of " + std::to_string(all) + " " + std::string(what);
  }
};

std::string day_of(std::string_view stamp) {
  return std::string(stamp.substr(0, 4)) + "-" + std::string(stamp.substr(4, 2)) + "-" +
         std::string(stamp.substr(6, 2)) + (stamp.size() > 8 ? " " : "") +
         std::string(stamp.substr(8));
}

}  // namespace

std::string_view scope_of(std::string_view key) {
  const auto end = key.find('/');
  return end == std::string_view::npos ? std::string_view() : key.substr(0, end);
}

Loss loss_of(std::span<const Records::Reported> reported, const RecordSet& seen,
             double may_vanish) {
  Loss loss;
  std::map<std::string_view, Share> scopes;
  std::map<std::int64_t, bool> stays;  // by subject: does one of its records?
  for (const Records::Reported& record : reported) {
    const bool is_here = seen.has(record.id);
    Share& scope = scopes[scope_of(record.key)];
    ++scope.all;
    stays[record.subject.number()] |= is_here;
    if (is_here) continue;
    ++scope.missing;
    loss.missing.push_back(record);
  }
  Share subjects;
  subjects.all = stays.size();
  for (const auto& [subject, is_here] : stays) subjects.missing += is_here ? 0 : 1;
  if (subjects.is_doubtful(may_vanish)) {
    loss.doubt = subjects.words("subjects would vanish");
    return loss;
  }
  for (const auto& [name, scope] : scopes) {
    if (!scope.is_doubtful(may_vanish)) continue;
    loss.doubt = scope.words("records would vanish") +
                 (name.empty() ? std::string() : " from " + std::string(name));
    break;
  }
  return loss;
}

std::string loss_of(const TableRows& before, const TableRows& now, double may_vanish) {
  for (const auto& [name, rows] : before) {
    const auto here = now.find(name);
    const std::uint64_t left = here == now.end() ? 0 : here->second;
    const Share share{rows > left ? rows - left : 0, rows};
    if (share.is_doubtful(may_vanish)) return share.words("rows are missing from " + name);
  }
  return {};
}

bool is_beyond_measure(std::uint64_t gone, std::uint64_t all, double may_vanish) {
  return Share{gone, all}.is_doubtful(may_vanish);
}

std::string older_than(const InputAge& age, const InputAge& newest) {
  if (!age.stamp.empty() && !newest.stamp.empty()) {
    if (age.stamp >= newest.stamp) return {};
    return "by its name it is of " + day_of(age.stamp) + ", older than what was imported before (" +
           day_of(newest.stamp) + ")";
  }
  if (!age.file_time || !newest.file_time || *age.file_time + same_time > *newest.file_time)
    return {};
  return "by its file's time it is of " + trellis::to_string(*age.file_time) +
         ", older than what was imported before (" + trellis::to_string(*newest.file_time) + ")";
}

}  // namespace trellis::pipeline
