#include "hub/connections/error_stream.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <unistd.h>

namespace trellis::connections {
namespace {

constexpr std::size_t piece_bytes = 16u << 10;
constexpr unsigned pieces_at_once = 4;
constexpr unsigned pieces_at_the_end = 64;
constexpr std::size_t most_of_a_line = 4000;  // bytes; the log shortens it further
constexpr std::uint64_t most_lines = 50;
constexpr std::uint64_t most_bytes = 16u << 10;
constexpr std::chrono::seconds period{10};

}  // namespace

void ErrorStream::take() {
  for (unsigned i = 0; i < pieces_at_once && take_piece(); ++i) continue;
}

void ErrorStream::end() {
  for (unsigned i = 0; i < pieces_at_the_end && take_piece(); ++i) continue;
  pipe_ = transport::Descriptor();
  if (!line_.empty()) line();
  tell_lost();
}

bool ErrorStream::take_piece() {
  if (!pipe_.is_open()) return false;
  std::array<char, piece_bytes> piece;
  const ssize_t got = ::read(pipe_.number(), piece.data(), piece.size());
  if (got < 0) return errno == EINTR;
  if (got == 0) {
    pipe_ = transport::Descriptor();
    return false;
  }
  add({piece.data(), static_cast<std::size_t>(got)});
  return true;
}

void ErrorStream::add(std::string_view text) {
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    const std::size_t kept = std::min(end, most_of_a_line - line_.size());
    line_.append(text.substr(0, kept));
    lost_ += end - kept;
    if (end == text.size()) return;
    line();
    text.remove_prefix(end + 1);
  }
}

void ErrorStream::line() {
  const Moment now = std::chrono::steady_clock::now();
  if (now - began_ > period) {
    tell_lost();
    began_ = now;
    lines_ = bytes_ = 0;
  }
  if (lines_ < most_lines && bytes_ + line_.size() <= most_bytes) {
    ++lines_;
    bytes_ += line_.size();
    if (!line_.empty()) log_->printed(line_);
  } else {
    lost_ += line_.size() + 1;
  }
  line_.clear();
}

void ErrorStream::tell_lost() {
  if (lost_ > 0) log_->printed_too_much(lost_);
  lost_ = 0;
}

}  // namespace trellis::connections
