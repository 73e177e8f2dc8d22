#include <charconv>

#include "hub/matching/engine/words.hpp"

// The half of Words that writes the settled shares for the store, and reads them: a line for all
// names, then a line for each first of a month and for all births (a number, which no name is), and
// a line for each word.
namespace trellis::matching {
namespace {

constexpr unsigned months = 12;

void append(std::string& text, std::string_view word, std::int64_t given, std::int64_t family) {
  text.append(word).append("\t").append(std::to_string(given));
  text.append("\t").append(std::to_string(family)).append("\n");
}

struct Line {
  std::string_view word;
  std::array<std::int64_t, 2> counts{};
};

bool take_number(std::string_view text, std::int64_t& number) {
  const auto [end, fault] = std::from_chars(text.data(), text.data() + text.size(), number);
  return fault == std::errc{} && end == text.data() + text.size() && number >= 0;
}

// Takes the first line from `text`; false where there is none that was written like this.
bool take_line(std::string_view& text, Line& line) {
  const std::size_t first = text.find('\t');
  const std::size_t second = text.find('\t', first + 1);
  const std::size_t end = text.find('\n', second + 1);
  if (first == text.npos || second == text.npos || end == text.npos) return false;
  line.word = text.substr(0, first);
  const bool is_read = take_number(text.substr(first + 1, second - first - 1), line.counts[0]) &&
                       take_number(text.substr(second + 1, end - second - 1), line.counts[1]);
  text.remove_prefix(end + 1);
  return is_read;
}

}  // namespace

std::string Words::written_shares() const {
  std::string text;
  append(text, {}, settled_total_[0], settled_total_[1]);
  for (unsigned month = 0; month <= months; ++month)
    if (const std::int64_t births = days_.settled(month); births > 0)
      append(text, std::to_string(month), births, 0);
  for (std::size_t i = 0; i < counts_.size(); ++i)
    if (const auto& settled = counts_[i].settled; settled[0] > 0 || settled[1] > 0)
      append(text, at(static_cast<WordNumber>(i + 1)).text, settled[0], settled[1]);
  return text;
}

Status Words::settle_shares(std::int64_t epoch, std::string_view written) {
  for (Counts& each : counts_) each.settled = {};
  settled_total_ = {};
  for (unsigned month = 0; month <= months; ++month) days_.settle(month, 0);
  epoch_ = epoch;
  Line line;
  for (bool is_first = true; !written.empty(); is_first = false) {
    if (!take_line(written, line) || line.word.empty() != is_first)
      return Error{Fault::invalid, "how rare names are is damaged in the store: restore a backup"};
    if (is_first) settled_total_ = line.counts;
    if (std::int64_t month = 0; take_number(line.word, month) && month <= months) {
      days_.settle(static_cast<unsigned>(month), line.counts[0]);
      continue;
    }
    const WordNumber word = put(line.word);
    if (word == 0) continue;
    for (std::size_t place = 0; place < line.counts.size(); ++place)
      counts_[word - 1].settled[place] = static_cast<std::uint32_t>(line.counts[place]);
  }
  return done();
}

}  // namespace trellis::matching
