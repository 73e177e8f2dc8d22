#include <cstdint>
#include <string>

#include "hub/comparison/multiple_birth.hpp"
#include "hub/matching/engine/engine.hpp"

// Features as bytes for the store: a version, then each list as its count and its values, each text
// as its length and its bytes. Whole numbers are LEB128.
namespace trellis::matching {
namespace {

// Where nothing is told of enrolments or of the order of birth the bytes are those of a version
// before.
constexpr char first_version = 1, with_enrolments = 2, with_birth_order = 3;
constexpr std::uint64_t most_values = 10'000;  // of one list; more is not ours

class Packer {
 public:
  void whole(std::uint64_t value) {
    while (value >= 0x80) {
      bytes_ += static_cast<char>(value | 0x80);
      value >>= 7U;
    }
    bytes_ += static_cast<char>(value);
  }
  void text(const std::string& value) {
    whole(value.size());
    bytes_ += value;
  }
  void texts(const std::vector<std::string>& values) {
    whole(values.size());
    for (const std::string& value : values) text(value);
  }
  void byte(char value) { bytes_ += value; }
  std::string take() { return std::move(bytes_); }

 private:
  std::string bytes_;
};

class Unpacker {
 public:
  explicit Unpacker(std::string_view bytes) : bytes_(bytes) {}
  bool is_broken() const { return is_broken_; }
  bool is_done() const { return bytes_.empty(); }

  std::uint8_t byte() {
    if (bytes_.empty()) return fail(), std::uint8_t{0};
    const auto value = static_cast<std::uint8_t>(bytes_[0]);
    bytes_.remove_prefix(1);
    return value;
  }
  std::uint64_t whole() {
    std::uint64_t value = 0;
    for (unsigned shift = 0; shift < 35; shift += 7) {
      const std::uint8_t next = byte();
      value |= std::uint64_t{next & 0x7FU} << shift;
      if ((next & 0x80U) == 0) return value;
    }
    return fail(), std::uint64_t{0};
  }
  std::string text() {
    const std::uint64_t size = whole();
    if (size > bytes_.size()) return fail(), std::string();
    std::string value(bytes_.substr(0, size));
    bytes_.remove_prefix(size);
    return value;
  }
  // Calls `read` for each value of a list.
  template <typename Read>
  void list(Read read) {
    const std::uint64_t count = whole();
    if (count > most_values) fail();
    for (std::uint64_t i = 0; i < count && !is_broken_; ++i) read();
  }
  void texts(std::vector<std::string>& values) {
    list([&] { values.push_back(text()); });
  }
  Date date() { return date_of(whole()); }
  Date date_or_none() {
    const std::uint64_t packed = whole();
    return packed == 0 ? Date{} : date_of(packed);
  }

 private:
  Date date_of(std::uint64_t packed) {
    const auto year = static_cast<int>(packed >> 9U);
    const auto month = static_cast<unsigned>(packed >> 5U & 15U);
    const auto day = static_cast<unsigned>(packed & 31U);
    if (packed >> 9U > 9999) return fail(), Date{};
    const auto made = day != 0     ? Date::of(year, month, day)
                      : month != 0 ? Date::of(year, month)
                                   : Date::of(year);
    if (!made.ok()) return fail(), Date{};
    return *made;
  }
  void fail() {
    is_broken_ = true;
    bytes_ = {};
  }
  std::string_view bytes_;
  bool is_broken_ = false;
};

std::uint64_t packed_date(Date date) {
  return static_cast<std::uint64_t>(date.year()) << 9U | std::uint64_t{date.month()} << 5U |
         date.day();
}

}  // namespace

std::string pack(const Features& features) {
  Packer packer;
  const bool has_enrolments = !features.enrolments.empty();
  const bool has_order = features.birth_order != 0;
  packer.byte(has_order ? with_birth_order : has_enrolments ? with_enrolments : first_version);
  packer.byte(static_cast<char>((features.multiple_birth ? 1 : 0) | (features.sealed ? 2 : 0)));
  packer.whole(features.names.size());
  for (const Features::Name& name : features.names) {
    packer.text(name.given);
    packer.text(name.middle);
    packer.text(name.family);
  }
  packer.whole(features.births.size());
  for (const Date birth : features.births) packer.whole(packed_date(birth));
  packer.text(features.sex);
  packer.texts(features.postcodes);
  packer.texts(features.addresses);
  packer.whole(features.identifiers.size());
  for (const Features::Identifier& identifier : features.identifiers) {
    packer.text(identifier.kind);
    packer.text(identifier.canonical);
  }
  packer.texts(features.parents);
  packer.texts(features.phones);
  if (!has_enrolments && !has_order) return packer.take();
  packer.whole(features.enrolments.size());
  for (const Features::Enrolment& enrolment : features.enrolments) {
    packer.text(enrolment.where);
    packer.whole(packed_date(enrolment.from));
    packer.whole(packed_date(enrolment.to));
  }
  if (has_order) packer.whole(features.birth_order);
  return packer.take();
}

Result<Features> unpack(std::string_view packed) {
  Unpacker unpacker(packed);
  const std::uint8_t version = unpacker.byte();
  if (version < first_version || version > with_birth_order)
    return Error{Fault::invalid, "these are not features packed by this version"};
  Features features;
  const std::uint8_t flags = unpacker.byte();
  features.multiple_birth = (flags & 1U) != 0;
  features.sealed = (flags & 2U) != 0;
  unpacker.list([&] {
    Features::Name& name = features.names.emplace_back();
    name.given = unpacker.text();
    name.middle = unpacker.text();
    name.family = unpacker.text();
  });
  unpacker.list([&] { features.births.push_back(unpacker.date()); });
  features.sex = unpacker.text();
  unpacker.texts(features.postcodes);
  unpacker.texts(features.addresses);
  unpacker.list([&] {
    Features::Identifier& identifier = features.identifiers.emplace_back();
    identifier.kind = unpacker.text();
    identifier.canonical = unpacker.text();
  });
  unpacker.texts(features.parents);
  unpacker.texts(features.phones);
  if (version >= with_enrolments) {
    unpacker.list([&] {
      Features::Enrolment& enrolment = features.enrolments.emplace_back();
      enrolment.where = unpacker.text();
      enrolment.from = unpacker.date();
      enrolment.to = unpacker.date_or_none();
    });
  }
  if (version == with_birth_order) features.birth_order = static_cast<unsigned>(unpacker.whole());
  if (unpacker.is_broken() || features.birth_order > comparison::most_births ||
      !unpacker.is_done() || flags > 3 || features.sex.size() > 1)
    return Error{Fault::invalid, "packed features are damaged"};
  return features;
}

}  // namespace trellis::matching
