//===- SyntaxErrors.cpp - Errors of MLIR's parser for authors of models -===//

#include "frontend/SyntaxErrors.h"

#include "dialects/CNN/CNNDialect.h"
#include "mlir/IR/OperationSupport.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/Regex.h"

using namespace mlir;

namespace cnnc {

/// Whether all letters of `name` stand in `whole`, in order: avg_pool in average_pool.
static bool isAbbreviation(StringRef name, StringRef whole) {
  for (char letter : whole)
    if (!name.empty() && name.front() == letter)
      name = name.drop_front();
  return name.empty();
}

std::string suggestName(StringRef name, ArrayRef<StringRef> names) {
  StringRef best;
  for (StringRef whole : names)
    if (isAbbreviation(name, whole) && (best.empty() || whole.size() < best.size()))
      best = whole;
  if (!best.empty())
    return best.str();
  // One letter in three may be wrong.
  unsigned allowed = std::max<unsigned>(1, name.size() / 3);
  for (StringRef whole : names) {
    unsigned distance = name.edit_distance(whole, /*AllowReplacements=*/true, allowed);
    if (distance > allowed || whole.empty())
      continue;
    best = whole;
    if (distance == 0)
      break;
    allowed = distance - 1;
  }
  return best.str();
}

template <typename... Attributes>
static SmallVector<StringRef> getMnemonics() {
  return {Attributes::getMnemonic()...};
}

static std::string explainOperation(StringRef name, MLIRContext *context) {
  SmallVector<StringRef> names;
  for (RegisteredOperationName operation : context->getRegisteredOperations())
    names.push_back(operation.getStringRef());
  std::string suggestion = suggestName(name, names);
  return "unknown operation '" + name.str() + "'" + (suggestion.empty() ? "" : "; did you mean '" + suggestion + "'?");
}

static std::string explainAttribute(StringRef name) {
  SmallVector<StringRef> names = getMnemonics<
#define GET_ATTRDEF_LIST
#include "dialects/CNN/CNNAttributes.cpp.inc"
      >();
  std::string suggestion = suggestName(name, names);
  return "unknown attribute '#cnn." + name.str() + "'; " +
         (suggestion.empty() ? "known are " + llvm::join(names, ", ") : "did you mean '#cnn." + suggestion + "'?");
}

std::string explainSyntaxError(StringRef message, MLIRContext *context) {
  static const llvm::Regex parameter("failed to parse [A-Za-z0-9_]+ parameter '.*' which is to be a `.*`$"),
      choice("expected ::[A-Za-z0-9_:]+ to be one of: "), operation("^custom op '([^']+)' is unknown"),
      dialect("^Dialect `[^']*' not found for custom op '([^']+)'"),
      attribute("^unknown attribute `([^`]+)` in dialect `cnn`");
  SmallVector<StringRef> groups;
  if (parameter.match(message))
    return "";
  if (operation.match(message, &groups) || dialect.match(message, &groups))
    return explainOperation(groups[1], context);
  if (attribute.match(message, &groups))
    return explainAttribute(groups[1]);
  // An option of MLIR's own tools is no advice.
  std::string text = message.substr(0, message.find(". If this is intended")).str();
  return choice.sub("expected one of ", text);
}

} // namespace cnnc
