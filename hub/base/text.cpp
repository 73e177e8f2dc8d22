#include "hub/base/text.hpp"

#include <algorithm>
#include <cstdint>
#include <cstring>

#include "hub/base/utf8.hpp"

namespace trellis::text {

namespace {

constexpr std::string_view ascii_space = " \t\r\n\v\f";
constexpr std::string_view no_break_space = "\xC2\xA0";

char ascii_lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c | 0x20) : c; }

std::size_t ascii_words(std::string_view bytes, std::size_t at) {
  constexpr std::uint64_t high_bits = 0x8080808080808080u;
  std::uint64_t word = 0;
  while (at + sizeof word <= bytes.size()) {
    std::memcpy(&word, bytes.data() + at, sizeof word);
    if ((word & high_bits) != 0) break;
    at += sizeof word;
  }
  return at;
}

}  // namespace

bool is_utf8(std::string_view bytes) { return !first_bad_utf8(bytes).has_value(); }

std::optional<std::size_t> first_bad_utf8(std::string_view bytes) {
  std::size_t at = 0;
  while (at < bytes.size()) {
    if (static_cast<unsigned char>(bytes[at]) < 0x80) {
      const std::size_t next = ascii_words(bytes, at);
      at = next == at ? at + 1 : next;
      continue;
    }
    const Character character = first_character(bytes.substr(at));
    if (character.state != Utf8::whole) return at;
    at += character.length;
  }
  return std::nullopt;
}

std::string_view trim(std::string_view text) {
  const auto is_kept = [](char c) { return c > ' ' && c <= '~'; };
  if (!text.empty() && is_kept(text.front()) && is_kept(text.back())) return text;
  while (!text.empty()) {
    if (ascii_space.find(text.front()) != std::string_view::npos) {
      text.remove_prefix(1);
    } else if (text.substr(0, no_break_space.size()) == no_break_space) {
      text.remove_prefix(no_break_space.size());
    } else {
      break;
    }
  }
  while (!text.empty()) {
    const std::size_t start = text.size() - std::min(text.size(), no_break_space.size());
    if (ascii_space.find(text.back()) != std::string_view::npos) {
      text.remove_suffix(1);
    } else if (text.substr(start) == no_break_space) {
      text.remove_suffix(no_break_space.size());
    } else {
      break;
    }
  }
  return text;
}

std::vector<std::string> split(std::string_view text, std::string_view separator) {
  std::vector<std::string> parts;
  while (!separator.empty()) {
    const std::size_t end = text.find(separator);
    if (end == std::string_view::npos) break;
    parts.emplace_back(text.substr(0, end));
    text.remove_prefix(end + separator.size());
  }
  parts.emplace_back(text);
  return parts;
}

std::string join(const std::vector<std::string>& parts, std::string_view separator) {
  std::string text;
  for (const std::string& part : parts) {
    if (&part != parts.data()) text += separator;
    text += part;
  }
  return text;
}

bool equal_ignoring_case(std::string_view a, std::string_view b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                    [](char x, char y) { return ascii_lower(x) == ascii_lower(y); });
}

std::optional<std::string> nearest(std::string_view word,
                                   const std::vector<std::string>& candidates) {
  const auto lowered = [](std::string_view text) {
    std::string copy(text);
    std::transform(copy.begin(), copy.end(), copy.begin(), ascii_lower);
    return copy;
  };
  const std::string wanted = lowered(word);
  const std::size_t allowed = word.size() / 3;  // one slip in three letters; none in two
  const std::string* best = nullptr;
  std::size_t best_distance = allowed + 1;
  for (const std::string& candidate : candidates) {
    const std::size_t longer = std::max(candidate.size(), word.size());
    if (longer - std::min(candidate.size(), word.size()) >= best_distance) continue;
    const std::size_t distance = edit_distance(wanted, lowered(candidate));
    if (distance >= best_distance) continue;
    best = &candidate;
    best_distance = distance;
  }
  return best == nullptr ? std::nullopt : std::optional(*best);
}

std::size_t edit_distance(std::string_view a, std::string_view b) {
  std::vector<std::size_t> before(b.size() + 1), last(b.size() + 1), row(b.size() + 1);
  for (std::size_t j = 0; j <= b.size(); ++j) row[j] = j;
  for (std::size_t i = 1; i <= a.size(); ++i) {
    before.swap(last);
    last.swap(row);
    row[0] = i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const std::size_t change = last[j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1);
      row[j] = std::min({last[j] + 1, row[j - 1] + 1, change});
      if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
        row[j] = std::min(row[j], before[j - 2] + 1);
    }
  }
  return row[b.size()];
}

std::string masked(std::string_view value) {
  std::vector<std::size_t> starts;
  for (std::size_t at = 0; at < value.size(); at += first_character(value.substr(at)).length)
    starts.push_back(at);
  const std::size_t visible = starts.size() / 4;
  std::string text(starts.size() - visible, '*');
  if (visible > 0) text += value.substr(starts[starts.size() - visible]);
  return text;
}

}  // namespace trellis::text
