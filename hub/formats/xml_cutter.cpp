#include <algorithm>
#include <cstring>
#include <memory>

#include "hub/base/memory.hpp"
#include "hub/base/spreadsheet.hpp"
#include "hub/base/text.hpp"
#include "hub/formats/expat_offsets.hpp"
#include "hub/formats/text_window.hpp"
#include "hub/formats/xml_fault.hpp"
#include "hub/formats/xml_settings.hpp"
#include "hub/formats/xml_tag.hpp"

namespace trellis::formats {
namespace {

constexpr std::size_t longest_context = 64 * 1024;

struct ParserFree {
  void operator()(XML_Parser parser) const { XML_ParserFree(parser); }
};

class XmlCutter {
 public:
  XmlCutter(ByteSource& source, XmlSettings& settings, const CutJob& job)
      : settings_(settings),
        job_(job),
        window_(source, settings.encoding),
        context_(settings.record, settings.context),
        key_(settings.key) {}

  Status run() {
    TRELLIS_TRY(window_.start());
    if (window_.refused_encoding()) return whole_file(*window_.refused_encoding());
    while (window_.view().find_first_not_of(" \t\r\n") == std::string_view::npos) {
      if (window_.is_all()) return whole_file("the file is empty; an XML document was expected");
      TRELLIS_TRY(window_.more());
      // White space before the declaration is an error: the parser gets it, but not without end.
      if (window_.view().size() > longest_context) window_.drop(window_.view().size() - 1);
    }
    begin(false);
    while (true) {
      TRELLIS_LET(auto fault, parse());
      if (fault.kind == XmlFault::none) return done();
      TRELLIS_LET(auto goes_on, recover(fault));
      if (!goes_on) return done();
    }
  }

 private:
  std::size_t steps() const { return settings_.record.elements.size(); }

  Status refuse(std::string why, const Place& place, std::string_view bytes) {
    return report(job_.sink, {Fault::invalid, std::move(why), place}, bytes);
  }

  Status whole_file(std::string why) {
    return refuse(std::move(why), {window_.file(), 1, 1, {}}, window_.view());
  }

  // A fresh parser at the window's front: where a document or, inside its ancestors, a record is.
  void begin(bool at_record) {
    parser_.reset(XML_ParserCreate("UTF-8"));
    XML_SetUserData(parser_.get(), this);
    XML_SetElementHandler(parser_.get(), on_start, on_end);
    XML_SetStartDoctypeDeclHandler(parser_.get(), on_doctype);
    fault_ = {};
    open_.clear();
    is_in_record_ = is_discarding_ = is_keeping_ = false;
    depth_ = 0;
    matched_ = 0;
    std::string primer;
    if (at_record) {
      while (context_.entered() + 1 < steps()) {
        context_.enter({context_.name_at(context_.entered()), {}, window_.place(0)});
      }
      for (std::size_t i = 0; i + 1 < steps(); ++i) primer += "<" + context_.name_at(i) + ">";
    } else {
      context_.clear();
    }
    started_at_ = fed_ = window_.offset();
    before_start_ =
        static_cast<std::int64_t>(started_at_) - static_cast<std::int64_t>(primer.size());
    is_primed_ = false;
    XML_Parse(parser_.get(), primer.data(), static_cast<int>(primer.size()), 0);
    is_primed_ = true;
    if (at_record) {
      depth_ = matched_ = static_cast<unsigned>(steps()) - 1;
      for (std::size_t i = 0; i + 1 < steps(); ++i) {
        open_.emplace_back(local_name(context_.name_at(i)));
      }
    }
  }

  // Feeds the parser until the end, or until something is wrong.
  Result<XmlFault> parse() {
    while (true) {
      const auto chunk = window_.view().substr(static_cast<std::size_t>(fed_ - window_.offset()));
      const bool is_last = chunk.empty() && window_.is_all();
      if (chunk.empty() && !is_last) {
        TRELLIS_TRY(window_.more());
        continue;
      }
      const auto size = std::min<std::size_t>(chunk.size(), 64 * 1024);
      fed_ += size;
      const auto status = XML_Parse(parser_.get(), chunk.data(), static_cast<int>(size), is_last);
      if (!failure_.ok()) return std::move(failure_).error();
      if (status != XML_STATUS_OK) return fault();
      if (is_last) return XmlFault{};
      TRELLIS_TRY(hold_limits());
      if (fault_.kind != XmlFault::none) return fault();
    }
  }

  XmlFault fault() {
    XmlFault found = fault_;
    if (found.kind == XmlFault::none) {
      found.kind = XmlFault::syntax;
      found.code = XML_GetErrorCode(parser_.get());
      if (found.code == XML_ERROR_NO_MEMORY) out_of_memory();
      found.offset = event_offset();
    }
    found.offset =
        std::clamp(found.offset, window_.offset(), window_.offset() + window_.view().size());
    return found;
  }

  std::uint64_t event_offset() const {
    const auto index = offset_of_event(parser_.get());
    if (index < 0) return fed_;
    const auto offset = before_start_ + index;
    return offset < 0 ? 0 : static_cast<std::uint64_t>(offset);
  }

  void drop_to(std::uint64_t offset) {
    if (offset > window_.offset())
      window_.drop(static_cast<std::size_t>(offset - window_.offset()));
  }

  Status hold_limits() {
    const std::uint64_t token = std::min(event_offset(), fed_);
    if (is_in_record_ && !is_discarding_ && fed_ - record_at_ > job_.limits.record_bytes) {
      TRELLIS_TRY(refuse_big_record(record_so_far(fed_)));
    }
    if (fed_ - token > job_.limits.field_bytes + 64 * 1024) {
      fault_ = {XmlFault::long_token, 0, token};
      return done();
    }
    if (is_keeping_ && fed_ - kept_at_ > longest_context) is_keeping_ = false;
    if ((!is_in_record_ || is_discarding_) && !is_keeping_) drop_to(token);
    return done();
  }

  Status refuse_big_record(std::string_view bytes) {
    is_discarding_ = true;
    return refuse("the record has more than " + std::to_string(job_.limits.record_bytes) +
                      " bytes; check the setting \"record\" or raise the limit",
                  record_place_, bytes);
  }

  std::string_view record_so_far(std::uint64_t end) const {
    return window_.view().substr(static_cast<std::size_t>(record_at_ - window_.offset()),
                                 static_cast<std::size_t>(end - record_at_));
  }

  void stop(XmlFault::Kind kind, std::uint64_t offset) {
    fault_ = {kind, 0, offset};
    XML_StopParser(parser_.get(), XML_FALSE);
  }

  void start(const char* qualified, const char** attributes) {
    if (fault_.kind != XmlFault::none || !failure_.ok() || !is_primed_) return;
    if (++depth_ > job_.limits.depth) return stop(XmlFault::too_deep, event_offset());
    if (is_in_record_) {
      if (follows_key_)
        key_->start_element(depth_ - static_cast<unsigned>(steps()), qualified, end_of_event());
      return;
    }
    const std::string_view name = local_name(qualified);
    open_.emplace_back(name);
    if (is_keeping_) return;
    drop_to(event_offset());
    if (matched_ + 1 == depth_ && matched_ < steps()) {
      const std::string& step = settings_.record.elements[matched_];
      if (step == "*" || step == name) {
        if (++matched_ == steps()) return start_record();
        context_.enter({qualified, namespace_declarations(attributes), window_.place(0)});
      } else if (depth_ == 1) {
        refuse_root();
      }
    }
    keep_wanted(attributes);
  }

  void start_record() {
    is_in_record_ = true;
    is_discarding_ = false;
    record_at_ = window_.offset();
    record_place_ = window_.place(0);
    follows_key_ = key_ && key_->follows_tags();
    if (key_) key_->start_record();
  }

  void refuse_root() {
    failure_ =
        refuse("the document's element is not " + settings_.record.elements[0] +
                   ", with which the setting \"record\" begins; no record can be found in it",
               window_.place(0), window_.view());
    if (!failure_.ok()) XML_StopParser(parser_.get(), XML_FALSE);
  }

  void refuse_doctype() {
    const std::uint64_t here = std::max(event_offset(), window_.offset());
    const auto declaration =
        window_.view().rfind("<!DOCTYPE", static_cast<std::size_t>(here - window_.offset()));
    stop(XmlFault::doctype,
         declaration == std::string_view::npos ? here : window_.offset() + declaration);
  }

  void keep_wanted(const char** attributes) {
    for (const auto& wanted : context_.wanted()) {
      if (!wanted.lead_to(open_)) continue;
      if (wanted.attribute.empty()) {
        is_keeping_ = true;
        wanted_ = &wanted;
        kept_at_ = window_.offset();
        kept_depth_ = depth_;
        continue;
      }
      for (const char** each = attributes; *each; each += 2) {
        if (wanted.attribute != each[0]) continue;
        context_.keep(wanted, attribute_text(each[0], each[1]), window_.place(0));
      }
    }
  }

  void end() {
    if (fault_.kind != XmlFault::none || !failure_.ok() || !is_primed_) return;
    if (is_in_record_) {
      if (depth_ == steps()) {
        end_record();
      } else if (follows_key_) {
        key_->end_element(depth_ - static_cast<unsigned>(steps()), event_offset());
      }
    } else if (is_keeping_ && depth_ == kept_depth_) {
      end_keeping();
    }
    if (depth_ == open_.size()) open_.pop_back();
    if (!is_in_record_ && matched_ == depth_ && matched_ < steps()) {
      context_.leave();
      --matched_;
    }
    if (matched_ == steps() && !is_in_record_) --matched_;
    --depth_;
  }

  std::uint64_t end_of_event() const {
    return event_offset() + static_cast<std::uint64_t>(size_of_event(parser_.get()));
  }

  void end_keeping() {
    is_keeping_ = false;
    const auto size = static_cast<std::size_t>(end_of_event() - kept_at_);
    if (size > longest_context) return;
    context_.keep(*wanted_, std::string(window_.view().substr(0, size)), window_.place(0));
  }

  void end_record() {
    is_in_record_ = false;
    const std::uint64_t end = end_of_event();
    if (!is_discarding_) failure_ = emit(record_so_far(end));
    is_discarding_ = false;
    if (!failure_.ok()) XML_StopParser(parser_.get(), XML_FALSE);
    drop_to(end);
  }

  Status emit(std::string_view slice) {
    if (seen_version_ != context_.version()) {
      seen_version_ = context_.version();
      record_ = context_.before();
      origins_ = context_.origins();
      origins_.push_back({record_.size(), {}});
    }
    const std::size_t before = origins_.back().offset;
    record_.resize(before);
    record_.append(slice).append(context_.after());
    origins_.back().place = record_place_;
    if (record_.size() > job_.limits.record_bytes) return refuse_big_record(slice);
    if (const auto misread = window_.misread(slice)) {
      const auto at = static_cast<std::size_t>(record_at_ - window_.offset()) + *misread;
      return refuse(std::string(misread_utf8), window_.place(at), slice);
    }
    auto found = key_of(slice);
    if (!found.ok()) return report(job_.sink, found.error(), slice);
    const std::string key = record_key(*found);
    if (text::has_rounded_part(key)) return refuse(text::rounded_key, record_place_, slice);
    return job_.sink.record({key, xml_type, record_, origins_});
  }

  Result<std::string> key_of(std::string_view slice) const {
    if (!key_) return std::string();
    if (follows_key_) {
      if (auto key = key_->from_tags(slice, record_at_)) return std::move(*key);
    }
    TRELLIS_LET(const auto tree, Tree::parse(xml_type, record_, origins_, job_.limits));
    return key_->from_tree(settings_.record_node.first(tree.root()));
  }

  // Says what was wrong, and goes to where the next record may begin. False: there is none.
  Result<bool> recover(const XmlFault& fault) {
    const bool is_outside = open_.empty() && depth_ == 0;
    const Error error{Fault::invalid,
                      fault.sentence(window_.view().substr(
                                         static_cast<std::size_t>(fault.offset - window_.offset())),
                                     is_in_record_, job_.limits),
                      window_.place(static_cast<std::size_t>(fault.offset - window_.offset()))};
    if (fault.kind == XmlFault::doctype) {
      TRELLIS_TRY(report(job_.sink, error, window_.view()));
      return false;
    }
    std::uint64_t from = fault.offset;
    if (is_in_record_ && !is_discarding_ && fault.hides_what_follows()) from = record_at_;
    from = std::max(from, started_at_);
    if (from == started_at_ && !(is_outside && fault.is_second_root())) ++from;
    if (fault.hides_what_follows()) ++from;
    const std::uint64_t piece_from = is_in_record_ && !is_discarding_ ? record_at_ : fault.offset;
    const bool was_reported = is_in_record_ && is_discarding_;
    from = std::clamp(from, window_.offset(), window_.offset() + window_.view().size());
    std::string piece(from > piece_from
                          ? window_.view().substr(
                                static_cast<std::size_t>(piece_from - window_.offset()),
                                std::min<std::size_t>(bad_piece_bytes,
                                                      static_cast<std::size_t>(from - piece_from)))
                          : std::string_view());
    drop_to(from);
    auto found = find_start_tag(
        window_, is_outside ? settings_.record.elements.front() : settings_.record.elements.back(),
        piece);
    if (!found.ok()) return found;
    if (!was_reported) TRELLIS_TRY(report(job_.sink, error, piece));
    if (*found) begin(!is_outside);
    return found;
  }

  static void on_start(void* self, const char* name, const char** attributes) {
    static_cast<XmlCutter*>(self)->start(name, attributes);
  }
  static void on_end(void* self, const char*) { static_cast<XmlCutter*>(self)->end(); }
  static void on_doctype(void* self, const char*, const char* system, const char* public_id,
                         int has_subset) {
    auto& cutter = *static_cast<XmlCutter*>(self);
    if (system || public_id || has_subset) cutter.refuse_doctype();
  }

  const XmlSettings& settings_;
  const CutJob& job_;
  TextWindow window_;
  XmlContext context_;
  std::optional<XmlKey>& key_;
  std::unique_ptr<XML_ParserStruct, ParserFree> parser_;
  XmlFault fault_;
  Status failure_ = done();

  std::uint64_t started_at_ = 0;   // where this parser began, in the whole text
  std::int64_t before_start_ = 0;  // where its first byte would be, with the primer
  std::uint64_t fed_ = 0;
  bool is_primed_ = false;

  std::vector<std::string> open_;  // names, outside records
  unsigned depth_ = 0;
  unsigned matched_ = 0;  // open elements on the way to a record

  bool is_in_record_ = false;
  bool follows_key_ = false;
  bool is_discarding_ = false;  // the record is too big and was reported
  std::uint64_t record_at_ = 0;
  Place record_place_;
  bool is_keeping_ = false;  // inside an element of the context
  const XmlSteps* wanted_ = nullptr;
  std::uint64_t kept_at_ = 0;
  unsigned kept_depth_ = 0;

  std::uint64_t seen_version_ = 0;
  std::string record_;
  std::vector<Origin> origins_;
};

}  // namespace

Status cut_xml(ByteSource& source, const CutJob& job) {
  TRELLIS_LET(auto settings, XmlSettings::read(job.settings));
  return XmlCutter(source, settings, job).run();
}

}  // namespace trellis::formats
