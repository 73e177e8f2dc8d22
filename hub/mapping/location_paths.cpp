#include "hub/mapping/location_paths.hpp"

#include <algorithm>
#include <cctype>

namespace trellis::mapping {
namespace {

constexpr int most_levels = 64;

bool is_name_start(char c) {
  return std::isalpha(static_cast<unsigned char>(c)) || c == '_' || (c & 0x80) != 0;
}
bool is_name(char c) {
  return is_name_start(c) || std::isdigit(static_cast<unsigned char>(c)) || c == '-' || c == '.' ||
         c == ':';
}

// Walks over an XPath without a grammar of its own: it only has to tell paths from operators, calls
// and literals.
class Walker {
 public:
  Walker(std::string_view xpath, std::vector<std::string>& paths) : text_(xpath), paths_(paths) {}

  // Up to the closing bracket or the end. `prefix` is the path that relative paths start from.
  void expression(const std::string& prefix, int level) {
    bool operand_before = false;
    while (!at_end() && peek() != ')' && peek() != ']' && level < most_levels) {
      const std::size_t start = at_;
      if (space()) continue;
      if (peek() == ',') {
        ++at_;
        operand_before = false;
      } else if (operand_before) {
        operation();
        operand_before = false;
      } else {
        operand(prefix, level);
        operand_before = true;
      }
      if (at_ == start) ++at_;
    }
  }

 private:
  bool at_end() const { return at_ >= text_.size(); }
  char peek(std::size_t ahead = 0) const {
    return at_ + ahead < text_.size() ? text_[at_ + ahead] : '\0';
  }
  bool space() {
    const std::size_t start = at_;
    while (!at_end() && std::isspace(static_cast<unsigned char>(peek()))) ++at_;
    return at_ != start;
  }
  std::string_view name() {
    const std::size_t start = at_;
    while (!at_end() && is_name(peek())) {
      if (peek() == ':' && peek(1) == ':') break;  // an axis
      ++at_;
    }
    return text_.substr(start, at_ - start);
  }

  void operation() {
    if (is_name_start(peek())) {
      name();  // and, or, div, mod
    } else {
      const char first = peek();
      ++at_;
      if ((first == '<' || first == '>' || first == '!') && peek() == '=') ++at_;
    }
  }

  void operand(const std::string& prefix, int level) {
    while (peek() == '-') {
      ++at_;
      space();
    }
    if (at_end() || peek() == ')' || peek() == ']') return;
    const char c = peek();
    if (c == '"' || c == '\'') {
      const auto end = text_.find(c, at_ + 1);
      at_ = end == std::string_view::npos ? text_.size() : end + 1;
    } else if (std::isdigit(static_cast<unsigned char>(c)) ||
               (c == '.' && std::isdigit(static_cast<unsigned char>(peek(1))))) {
      while (std::isdigit(static_cast<unsigned char>(peek())) || peek() == '.') ++at_;
    } else if (c == '(' || is_call()) {
      filter(prefix, level);
    } else {
      path(prefix, prefix, level);
    }
  }

  bool is_call() const {
    if (!is_name_start(peek())) return false;
    std::size_t end = at_;
    while (end < text_.size() && is_name(text_[end])) {
      if (text_[end] == ':' && end + 1 < text_.size() && text_[end + 1] == ':') return false;
      ++end;
    }
    const std::string_view called = text_.substr(at_, end - at_);
    while (end < text_.size() && std::isspace(static_cast<unsigned char>(text_[end]))) ++end;
    const bool is_node_test = called == "text" || called == "node" || called == "comment" ||
                              called == "processing-instruction";
    return !is_node_test && end < text_.size() && text_[end] == '(';
  }

  // (a | b)[1]/c, or a call.
  void filter(const std::string& prefix, int level) {
    const std::size_t start = at_;
    if (peek() != '(') {
      name();
      space();
    }
    bracket(prefix, level);
    std::string primary(text_.substr(start, at_ - start));
    space();
    while (peek() == '[') {
      const std::size_t from = at_;
      bracket(below(prefix, primary), level);
      primary += text_.substr(from, at_ - from);
      space();
    }
    if (peek() == '/') path(prefix, below(prefix, primary), level);
  }

  void bracket(const std::string& prefix, int level) {
    ++at_;
    expression(prefix, level + 1);
    if (level + 1 >= most_levels) at_ = text_.size();
    if (!at_end()) ++at_;
  }

  static std::string below(const std::string& prefix, const std::string& step) {
    if (prefix.empty() || step.empty()) return prefix + step;
    return step.front() == '/' ? step : prefix + "/" + step;
  }

  void path(const std::string& prefix, std::string so_far, int level) {
    const bool goes_on = so_far != prefix;
    if (!goes_on && peek() == '/') so_far.clear();  // absolute
    std::string steps;
    while (!at_end()) {
      const std::size_t start = at_;
      space();
      if (peek() == '[') {
        const std::size_t from = at_;
        bracket(joined(so_far, steps), level);
        steps += text_.substr(from, at_ - from);
      } else if (!step(steps)) {
        at_ = start;
        break;
      }
    }
    if (!steps.empty()) paths_.push_back(joined(so_far, steps));
  }

  static std::string joined(const std::string& so_far, const std::string& steps) {
    if (so_far.empty() || steps.empty()) return so_far + steps;
    return steps.front() == '/' ? so_far + steps : so_far + "/" + steps;
  }

  // One token of a path. A name only follows a separator, or an operator would be taken for a step.
  bool step(std::string& steps) {
    const bool expects_name =
        steps.empty() || steps.back() == '/' || steps.back() == ':' || steps.back() == '@';
    const char c = peek();
    if (c == '/' && !steps.ends_with("//")) {
      steps += c;
      ++at_;
      return true;
    }
    if (c == ':' && peek(1) == ':') {
      steps += "::";
      at_ += 2;
      return true;
    }
    if (!expects_name) return node_test(steps);
    if (c == '.' && peek(1) == '.') {
      steps += "..";
      at_ += 2;
      return true;
    }
    if (c == '@' || c == '*' || c == '.') {
      steps += c;
      ++at_;
      return true;
    }
    if (!is_name_start(c)) return false;
    steps += name();
    return true;
  }

  // The brackets of text() and node().
  bool node_test(std::string& steps) {
    if (peek() != '(' || (!steps.ends_with("text") && !steps.ends_with("node"))) return false;
    const auto close = text_.find(')', at_);
    if (close == std::string_view::npos) return false;
    steps += "()";
    at_ = close + 1;
    return true;
  }

  std::string_view text_;
  std::vector<std::string>& paths_;
  std::size_t at_ = 0;
};

}  // namespace

std::vector<std::string> location_paths(std::string_view xpath) {
  std::vector<std::string> paths;
  Walker(xpath, paths).expression({}, 0);
  std::sort(paths.begin(), paths.end());
  paths.erase(std::unique(paths.begin(), paths.end()), paths.end());
  return paths;
}

}  // namespace trellis::mapping
