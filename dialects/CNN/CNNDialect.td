//===- CNNDialect.td - The network dialect ------------------------------===//

#ifndef CNNC_DIALECTS_CNN_CNNDIALECT_TD
#define CNNC_DIALECTS_CNN_CNNDIALECT_TD

include "mlir/IR/OpBase.td"
include "mlir/IR/AttrTypeBase.td"

def CNN_Dialect : Dialect {
  let name = "cnn";
  let cppNamespace = "::cnnc::cnn";
  let summary = "Convolutional networks as their authors think of them";
  let description = [{
    A module holds parameters and networks. A `cnn.network` is a function over
    tensors; its operations are the layers. Training is no second language: the
    step that `--cnn-differentiate` writes (forward, loss, backward, update) is
    one more `cnn.network` made of the operations of this dialect.

    Tensors keep the author's logical shape on the whole road: images are
    (n, c, y, x) = (batch, channels, rows, columns), matrices (n, c). How a
    tensor lies in memory is its type's encoding, `#cnn.layout`; a tensor with
    none is dense and row-major. The batch extent may be `?` in the text;
    `--cnn-fix-batch` replaces it.

    Arguments and results of a network may carry attributes: `cnn.name`, what the caller knows a tensor by;
    `cnn.leaf` on an argument, with respect to which `--cnn-differentiate` differentiates; on a result `cnn.loss`,
    what it differentiates, and `cnn.gradient_of = @parameter`, which it writes.

    A layer is named by its location: the frontends take the name of the SSA
    value (`%conv1 = cnn.conv2d ...` is the layer conv1) or of the ONNX node.
  }];
  let useDefaultAttributePrinterParser = 1;
  let hasConstantMaterializer = 0;
  // MLIR lets operations carry what their dialect does not know, which would hide a misspelt cnn.name.
  let hasOperationAttrVerify = 1;
  let hasRegionArgAttrVerify = 1;
  let hasRegionResultAttrVerify = 1;
}

#endif
