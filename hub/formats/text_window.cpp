#include "hub/formats/text_window.hpp"

#include <algorithm>

#include "hub/base/text.hpp"

namespace trellis::formats {
namespace {

constexpr std::size_t chunk_bytes = 64 * 1024;
constexpr std::size_t declaration_bytes = 256;
constexpr char undecodable = '\xFF';

// The value of encoding="..." in an XML declaration; empty if there is none.
std::string_view declared_encoding(std::string_view start) {
  if (start.starts_with("\xEF\xBB\xBF")) return {};
  if (!start.starts_with("<?xml")) return {};
  start = start.substr(0, start.find("?>"));
  const auto word = start.find("encoding");
  if (word == std::string_view::npos) return {};
  const auto open = start.find_first_of("\"'", word);
  if (open == std::string_view::npos) return {};
  const auto close = start.find(start[open], open + 1);
  if (close == std::string_view::npos) return {};
  const auto name = start.substr(open + 1, close - open - 1);
  // Whoever can read this declaration byte by byte knows better.
  const auto begins_with = [&](std::string_view wide) {
    return text::equal_ignoring_case(name.substr(0, wide.size()), wide);
  };
  const bool is_of_wide_characters =
      begins_with("utf-16") || begins_with("utf-32") || begins_with("utf16") || begins_with("ucs");
  return is_of_wide_characters ? std::string_view() : name;
}

// By its bytes: a text in UTF-16 has line ends and separators, and these have a NUL.
bool may_be_utf_16(std::string_view start) {
  return start.empty() || start.starts_with("\xFF\xFE") || start.starts_with("\xFE\xFF") ||
         start.find('\0') != std::string_view::npos;
}

std::string_view sniffed_encoding(std::string_view start) {
  using namespace std::string_view_literals;
  if (start.starts_with("<\0"sv) || start.starts_with("\xFF\xFE"sv)) return "utf-16le";
  if (start.starts_with("\0<"sv) || start.starts_with("\xFE\xFF"sv)) return "utf-16be";
  return declared_encoding(start.substr(0, declaration_bytes));
}

}  // namespace

TextWindow::TextWindow(ByteSource& source, std::string encoding)
    : source_(source), encoding_(std::move(encoding)), file_(source.name()) {}

Result<std::size_t> TextWindow::read_raw(std::string& to) {
  const std::size_t before = to.size();
  to.resize(before + chunk_bytes);
  auto size = source_.read(to.data() + before, chunk_bytes);
  to.resize(before + (size.ok() ? std::min(*size, chunk_bytes) : 0));
  return size;
}

Status TextWindow::start() {
  while (raw_.size() < declaration_bytes) {
    TRELLIS_LET(auto size, read_raw(raw_));
    if (size == 0) {
      is_all_ = true;
      break;
    }
  }
  settle_encoding();
  if (!decoder_) {
    text_ = std::move(raw_);
    if (text_.starts_with("\xEF\xBB\xBF")) start_ = 3;
    offset_ = start_;
  } else {
    decode(raw_);
  }
  raw_.clear();
  return done();
}

std::optional<std::size_t> TextWindow::misread(std::string_view part) const {
  const bool is_of_single_bytes = decoder_ && !decoder_->encoding().starts_with("utf");
  return is_of_single_bytes ? text::first_misread_utf8(part) : std::nullopt;
}

void TextWindow::settle_encoding() {
  std::string name = encoding_;
  const auto sniffed = sniffed_encoding(raw_);
  if (name.empty() || name == "auto") name = sniffed;
  auto decoder = text::Decoder::open(name);
  if (!decoder.ok()) {
    refused_encoding_ =
        "the XML declaration names an encoding that the hub does not read; it reads " +
        std::string("utf-8, utf-16, iso-8859-1 and windows-1252");
    return;
  }
  if (decoder->encoding().starts_with("utf-16") && !may_be_utf_16(raw_)) return;
  // A mark wins over what was set; UTF-8 needs no decoding.
  const bool has_mark = raw_.starts_with("\xEF\xBB\xBF");
  if (decoder->encoding() == "utf-8" && sniffed.starts_with("utf-16") && !raw_.starts_with('<')) {
    decoder = text::Decoder::open(sniffed);
  }
  if (decoder->encoding() == "utf-8" || has_mark) return;
  decoder_ = *decoder;
  fresh_decoder_ = *decoder;
}

Status TextWindow::more() {
  if (is_all_) return done();
  if (start_ > 0) {
    text_.erase(0, start_);
    start_ = 0;
  }
  TRELLIS_LET(auto size, read_raw(decoder_ ? raw_ : text_));
  if (size == 0) is_all_ = true;
  if (decoder_) decode(raw_);
  raw_.clear();
  return done();
}

void TextWindow::decode(std::string_view raw) {
  const text::Decoder before = *decoder_;
  const std::size_t size = text_.size();
  if (!decoder_->feed(raw, text_).ok()) {
    text_.resize(size);
    decode_bytewise(raw, before);
  }
  if (is_all_ && !decoder_->finish(text_).ok()) text_ += undecodable;
}

void TextWindow::decode_bytewise(std::string_view raw, text::Decoder before) {
  decoder_ = std::move(before);
  for (std::size_t i = 0; i < raw.size(); ++i) {
    if (decoder_->feed(raw.substr(i, 1), text_).ok()) continue;
    text_ += undecodable;
    decoder_ = fresh_decoder_;
  }
}

void TextWindow::drop(std::size_t size) {
  position_.pass(view().substr(0, size));
  start_ += size;
  offset_ += size;
}

Place TextWindow::place(std::size_t at) const {
  Position position = position_;
  position.pass(view().substr(0, at));
  return position.in(file_);
}

}  // namespace trellis::formats
