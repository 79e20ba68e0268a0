//===- CNNOps.td - All operations of the cnn dialect, for TableGen ------===//

include "dialects/CNN/StructureOps.td"
include "dialects/CNN/ConvolutionOps.td"
include "dialects/CNN/PoolingOps.td"
include "dialects/CNN/DenseOps.td"
include "dialects/CNN/ElementwiseOps.td"
include "dialects/CNN/ShapeOps.td"
include "dialects/CNN/ReductionOps.td"
include "dialects/CNN/NormalizationOps.td"
include "dialects/CNN/TrainingOps.td"
