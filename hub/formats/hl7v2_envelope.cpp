#include "hub/formats/hl7v2_envelope.hpp"

#include <charconv>
#include <string>

#include "hub/base/text.hpp"

namespace trellis::formats {
namespace {

// The first field behind the segment's name; nothing where it is no number.
std::optional<std::uint64_t> count_in(std::string_view line) {
  if (line.size() < 5) return std::nullopt;
  const std::string_view rest = line.substr(4);
  const std::string_view field = text::trim(rest.substr(0, rest.find(line[3])));
  std::uint64_t count = 0;
  const auto [end, fault] = std::from_chars(field.data(), field.data() + field.size(), count);
  if (field.empty() || fault != std::errc{} || end != field.data() + field.size())
    return std::nullopt;
  return count;
}

}  // namespace

Status Hl7v2Envelope::compare(std::string_view line, std::uint64_t found, const char* what,
                              const Place& place) {
  const auto said = count_in(line);
  if (!said || *said == found) return done();
  return Error{Fault::invalid,
               std::string(line.substr(0, 3)) + "-1 says " + std::to_string(*said) + " " + what +
                   ", and " + std::to_string(found) +
                   " were found: the file is not whole. Ask the sender for it again",
               place};
}

Status Hl7v2Envelope::take(std::string_view line, const Place& place) {
  const std::string_view name = line.substr(0, 3);
  if (name == "FHS") {
    file_ = place;
    file_line_ = line;
    batches_ = 0;
    return done();
  }
  if (name == "BHS") {
    batch_ = place;
    batch_line_ = line;
    messages_ = 0;
    ++batches_;
    return done();
  }
  if (name == "FTS") {
    file_.reset();
    // Without batch lines, senders count all messages as one batch, or the messages.
    if (batches_ == 0) return done();
    return compare(line, batches_, "batches", place);
  }
  batch_.reset();
  return compare(line, messages_, "messages", place);
}

Status Hl7v2Envelope::finish() const {
  if (!batch_ && !file_) return done();
  return Error{Fault::invalid,
               batch_ ? "the batch that begins here has no end, no BTS: the file may be cut short. "
                        "Ask the sender for it again"
                      : "the file that begins here has no end, no FTS: it may be cut short. "
                        "Ask the sender for it again",
               batch_ ? *batch_ : *file_};
}

}  // namespace trellis::formats
