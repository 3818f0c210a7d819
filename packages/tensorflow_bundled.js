// deno-fmt-ignore-file
// deno-lint-ignore-file
/**
 * Registers the gradients of tensorflow.js' operations, and the operations as methods of tensors. Written by scripts/bundle_tensorflow.ts of @tensorflow/tfjs-core
 * 4.22.0, its modules as they are but for their imports: what the core exports is taken from there.
 *
 * @license
 * Copyright Google LLC. All Rights Reserved.
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with
 * the License. You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an
 * "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the
 * specific language governing permissions and limitations under the License.
 *
 * @module
 */
import * as core from "./tensorflow_core.ts";

const renamed = { ENGINE: core.engine(), getGlobalTensorClass: () => core.Tensor };

const gradients_Abs_grad = (() => {
const { Abs, cast, mul, step } = core;
const absGradConfig = {
    kernelName: Abs,
    inputsToSave: ['x'],
    gradFunc: (dy, saved) => {
        const [x] = saved;
        return { x: () => mul(dy, step(cast(x, 'float32'), -1)) };
    }
};
return { absGradConfig };
})();

const gradients_Acos_grad = (() => {
const { Acos, cast, div, neg, scalar, sqrt, square, sub } = core;
const acosGradConfig = {
    kernelName: Acos,
    inputsToSave: ['x'],
    gradFunc: (dy, saved) => {
        const [x] = saved;
        return {
            x: () => {
                const a = square(cast(x, 'float32'));
                const b = sqrt(sub(scalar(1), a));
                return neg(div(dy, b));
            }
        };
    }
};
return { acosGradConfig };
})();

const gradients_Acosh_grad = (() => {
const { Acosh, cast, div, sqrt, square, sub } = core;
const acoshGradConfig = {
    kernelName: Acosh,
    inputsToSave: ['x'],
    gradFunc: (dy, saved) => {
        const [x] = saved;
        return {
            x: () => {
                const a = sqrt(sub(square(cast(x, 'float32')), 1));
                return div(dy, a);
            }
        };
    }
};
return { acoshGradConfig };
})();

const gradients_Add_grad = (() => {
const { Add, broadcast_util: broadcast_util, reshape, sum } = core;
const addGradConfig = {
    kernelName: Add,
    inputsToSave: ['a', 'b'],
    gradFunc: (dy, saved) => {
        const [a, b] = saved;
        const outShape = broadcast_util.assertAndGetBroadcastShape(a.shape, b.shape);
        const derA = () => {
            let res = dy;
            const reduceAxes = broadcast_util.getReductionAxes(a.shape, outShape);
            if (reduceAxes.length > 0) {
                res = sum(res, reduceAxes);
            }
            return reshape(res, a.shape);
        };
        const derB = () => {
            let res = dy;
            const reduceAxes = broadcast_util.getReductionAxes(b.shape, outShape);
            if (reduceAxes.length > 0) {
                res = sum(res, reduceAxes);
            }
            return reshape(res, b.shape);
        };
        return { a: derA, b: derB };
    }
};
return { addGradConfig };
})();

const gradients_AddN_grad = (() => {
const { AddN } = core;
const addNGradConfig = {
    kernelName: AddN,
    saveAllInputs: true,
    gradFunc: (dy, saved) => {
        const ders = {};
        saved.forEach((_, i) => {
            ders[i] = () => dy.clone();
        });
        return ders;
    }
};
return { addNGradConfig };
})();

const gradients_ArgMax_grad = (() => {
const { ArgMax, zerosLike } = core;
const argMaxGradConfig = {
    kernelName: ArgMax,
    inputsToSave: ['x'],
    gradFunc: (dy, saved) => {
        const [x] = saved;
        return { x: () => zerosLike(x) };
    }
};
return { argMaxGradConfig };
})();

const gradients_ArgMin_grad = (() => {
const { ArgMin, zerosLike } = core;
const argMinGradConfig = {
    kernelName: ArgMin,
    inputsToSave: ['x'],
    gradFunc: (dy, saved) => {
        const [x] = saved;
        return { x: () => zerosLike(x) };
    }
};
return { argMinGradConfig };
})();

const gradients_Asin_grad = (() => {
const { Asin, cast, div, scalar, sqrt, square, sub } = core;
const asinGradConfig = {
    kernelName: Asin,
    inputsToSave: ['x'],
    gradFunc: (dy, saved) => {
        const [x] = saved;
        return { x: () => div(dy, sqrt(sub(scalar(1), square(cast(x, 'float32'))))) };
    }
};
return { asinGradConfig };
})();

const gradients_Asinh_grad = (() => {
const { Asinh, add, cast, div, scalar, sqrt, square } = core;
const asinhGradConfig = {
    kernelName: Asinh,
    inputsToSave: ['x'],
    gradFunc: (dy, saved) => {
        const [x] = saved;
        return {
            x: () => {
                const a = sqrt(add(scalar(1), square(cast(x, 'float32'))));
                return div(dy, a);
            }
        };
    }
};
return { asinhGradConfig };
})();

const gradients_Atan2_grad = (() => {
const { Atan2, add, div, mul, neg, reshape, square, sum } = core;
const { assertAndGetBroadcastShape, getReductionAxes } = core.broadcast_util;
const atan2GradConfig = {
    kernelName: Atan2,
    inputsToSave: ['a', 'b'],
    gradFunc: (dy, saved) => {
        const [a, b] = saved;
        const outShape = assertAndGetBroadcastShape(a.shape, b.shape);
        const derA = () => {
            const d = add(square(a), square(b));
            let res = mul(dy, div(b, d));
            const reduceAxes = getReductionAxes(a.shape, outShape);
            if (reduceAxes.length > 0) {
                res = sum(res, reduceAxes);
            }
            return reshape(res, a.shape);
        };
        const derB = () => {
            const d = add(square(a), square(b));
            let res = neg(mul(dy, div(a, d)));
            const reduceAxes = getReductionAxes(b.shape, outShape);
            if (reduceAxes.length > 0) {
                res = sum(res, reduceAxes);
            }
            return reshape(res, b.shape);
        };
        return { a: derA, b: derB };
    }
};
return { atan2GradConfig };
})();

const gradients_Atan_grad = (() => {
const { Atan, add, cast, div, square } = core;
const atanGradConfig = {
    kernelName: Atan,
    inputsToSave: ['x'],
    gradFunc: (dy, saved) => {
        const [x] = saved;
        return { x: () => div(dy, add(square(cast(x, 'float32')), 1)) };
    }
};
return { atanGradConfig };
})();

const gradients_Atanh_grad = (() => {
const { Atanh, cast, div, square, sub, scalar } = core;
const atanhGradConfig = {
    kernelName: Atanh,
    inputsToSave: ['x'],
    gradFunc: (dy, saved) => {
        const [x] = saved;
        return { x: () => div(dy, sub(scalar(1), square(cast(x, 'float32')))) };
    }
};
return { atanhGradConfig };
})();

const types = (() => {
var Rank;
(function (Rank) {
    Rank["R0"] = "R0";
    Rank["R1"] = "R1";
    Rank["R2"] = "R2";
    Rank["R3"] = "R3";
    Rank["R4"] = "R4";
    Rank["R5"] = "R5";
    Rank["R6"] = "R6";
})(Rank || (Rank = {}));
// Looks for upcasting types. Used, for example, in operations with mixed dtype
// inputs.
var UpcastInt32AndMap;
(function (UpcastInt32AndMap) {
    UpcastInt32AndMap["float32"] = "float32";
    UpcastInt32AndMap["int32"] = "int32";
    UpcastInt32AndMap["bool"] = "int32";
    UpcastInt32AndMap["complex64"] = "complex64";
})(UpcastInt32AndMap || (UpcastInt32AndMap = {}));
var UpcastBoolAndMap;
(function (UpcastBoolAndMap) {
    UpcastBoolAndMap["float32"] = "float32";
    UpcastBoolAndMap["int32"] = "int32";
    UpcastBoolAndMap["bool"] = "bool";
    UpcastBoolAndMap["complex64"] = "complex64";
})(UpcastBoolAndMap || (UpcastBoolAndMap = {}));
var UpcastFloat32AndMap;
(function (UpcastFloat32AndMap) {
    UpcastFloat32AndMap["float32"] = "float32";
    UpcastFloat32AndMap["int32"] = "float32";
    UpcastFloat32AndMap["bool"] = "float32";
    UpcastFloat32AndMap["complex64"] = "complex64";
})(UpcastFloat32AndMap || (UpcastFloat32AndMap = {}));
var UpcastComplex64AndMap;
(function (UpcastComplex64AndMap) {
    UpcastComplex64AndMap["float32"] = "complex64";
    UpcastComplex64AndMap["int32"] = "complex64";
    UpcastComplex64AndMap["bool"] = "complex64";
    UpcastComplex64AndMap["complex64"] = "complex64";
})(UpcastComplex64AndMap || (UpcastComplex64AndMap = {}));
const upcastTypeMap = {
    'float32': UpcastFloat32AndMap,
    'int32': UpcastInt32AndMap,
    'bool': UpcastBoolAndMap,
    'complex64': UpcastComplex64AndMap
};
function upcastType(typeA, typeB) {
    if (typeA === 'string' || typeB === 'string') {
        if (typeA === 'string' && typeB === 'string') {
            return 'string';
        }
        throw new Error(`Can not upcast ${typeA} with ${typeB}`);
    }
    return upcastTypeMap[typeA][typeB];
}
function sumOutType(type) {
    return upcastType(type, 'int32');
}
function isWebGLData(values) {
    return values != null && typeof values === 'object' && 'texture' in values &&
        values.texture instanceof WebGLTexture;
}
function isWebGPUData(values) {
    return typeof GPUBuffer !== 'undefined' && values != null &&
        typeof values === 'object' && 'buffer' in values &&
        values.buffer instanceof GPUBuffer;
}
return { upcastType, sumOutType, isWebGLData, isWebGPUData };
})();

const tensor_util_env = (() => {
const { ENGINE, getGlobalTensorClass } = renamed;
const { env } = core;
const { isWebGLData, isWebGPUData } = types;
const { assert, flatten, inferDtype, isTypedArray, toTypedArray, bytesPerElement } = core.util;
function inferShape(val, dtype) {
    let firstElem = val;
    if (isTypedArray(val)) {
        return dtype === 'string' ? [] : [val.length];
    }
    if (isWebGLData(val)) {
        const usedChannels = val.channels || 'RGBA';
        return [val.height, val.width * usedChannels.length];
    }
    else if (isWebGPUData(val)) {
        return [val.buffer.size / (dtype == null ? 4 : bytesPerElement(dtype))];
    }
    if (!Array.isArray(val)) {
        return []; // Scalar.
    }
    const shape = [];
    while (Array.isArray(firstElem) ||
        isTypedArray(firstElem) && dtype !== 'string') {
        shape.push(firstElem.length);
        firstElem = firstElem[0];
    }
    if (Array.isArray(val) &&
        env().getBool('TENSORLIKE_CHECK_SHAPE_CONSISTENCY')) {
        deepAssertShapeConsistency(val, shape, []);
    }
    return shape;
}
function deepAssertShapeConsistency(val, shape, indices) {
    indices = indices || [];
    if (!(Array.isArray(val)) && !isTypedArray(val)) {
        assert(shape.length === 0, () => `Element arr[${indices.join('][')}] is a primitive, ` +
            `but should be an array/TypedArray of ${shape[0]} elements`);
        return;
    }
    assert(shape.length > 0, () => `Element arr[${indices.join('][')}] should be a primitive, ` +
        `but is an array of ${val.length} elements`);
    assert(val.length === shape[0], () => `Element arr[${indices.join('][')}] should have ${shape[0]} ` +
        `elements, but has ${val.length} elements`);
    const subShape = shape.slice(1);
    for (let i = 0; i < val.length; ++i) {
        deepAssertShapeConsistency(val[i], subShape, indices.concat(i));
    }
}
function assertDtype(expectedDtype, actualDType, argName, functionName) {
    if (expectedDtype === 'string_or_numeric') {
        return;
    }
    if (expectedDtype == null) {
        throw new Error(`Expected dtype cannot be null.`);
    }
    if (expectedDtype !== 'numeric' && expectedDtype !== actualDType ||
        expectedDtype === 'numeric' && actualDType === 'string') {
        throw new Error(`Argument '${argName}' passed to '${functionName}' must ` +
            `be ${expectedDtype} tensor, but got ${actualDType} tensor`);
    }
}
function convertToTensor(x, argName, functionName, parseAsDtype = 'numeric') {
    if (x instanceof getGlobalTensorClass()) {
        assertDtype(parseAsDtype, x.dtype, argName, functionName);
        return x;
    }
    let inferredDtype = inferDtype(x);
    // If the user expects a bool/int/float, use that info to update the
    // inferredDtype when it is not a string.
    if (inferredDtype !== 'string' &&
        ['bool', 'int32', 'float32'].indexOf(parseAsDtype) >= 0) {
        inferredDtype = parseAsDtype;
    }
    assertDtype(parseAsDtype, inferredDtype, argName, functionName);
    if ((x == null) ||
        (!isTypedArray(x) && !Array.isArray(x) && typeof x !== 'number' &&
            typeof x !== 'boolean' && typeof x !== 'string')) {
        const type = x == null ? 'null' : x.constructor.name;
        throw new Error(`Argument '${argName}' passed to '${functionName}' must be a ` +
            `Tensor or TensorLike, but got '${type}'`);
    }
    const inferredShape = inferShape(x, inferredDtype);
    if (!isTypedArray(x) && !Array.isArray(x)) {
        x = [x];
    }
    const skipTypedArray = true;
    const values = inferredDtype !== 'string' ?
        toTypedArray(x, inferredDtype) :
        flatten(x, [], skipTypedArray);
    return ENGINE.makeTensor(values, inferredShape, inferredDtype);
}
function convertToTensorArray(arg, argName, functionName, parseAsDtype = 'numeric') {
    if (!Array.isArray(arg)) {
        throw new Error(`Argument ${argName} passed to ${functionName} must be a ` +
            '`Tensor[]` or `TensorLike[]`');
    }
    const tensors = arg;
    return tensors.map((t, i) => convertToTensor(t, `${argName}[${i}]`, functionName, parseAsDtype));
}
return { inferShape, convertToTensor, convertToTensorArray };
})();

const ops_avg_pool_3d_grad = (() => {
const { ENGINE } = renamed;
const { AvgPool3DGrad, util: util, op, reshape } = core;
const { convertToTensor } = tensor_util_env;
const { checkPadOnDimRoundingMode } = core.backend_util;
function avgPool3dGrad_(dy, input, filterSize, strides, pad, dimRoundingMode) {
    const $dy = convertToTensor(dy, 'dy', 'avgPool3dGrad');
    const $input = convertToTensor(input, 'input', 'avgPool3dGrad');
    let dy5D = $dy;
    let input5D = $input;
    let reshapedTo5D = false;
    if ($input.rank === 4) {
        reshapedTo5D = true;
        dy5D = reshape($dy, [1, $dy.shape[0], $dy.shape[1], $dy.shape[2], $dy.shape[3]]);
        input5D = reshape($input, [
            1, $input.shape[0], $input.shape[1], $input.shape[2], $input.shape[3]
        ]);
    }
    util.assert(dy5D.rank === 5, () => `Error in avgPool3dGrad: dy must be rank 5 but got rank ` +
        `${dy5D.rank}.`);
    util.assert(input5D.rank === 5, () => `Error in avgPool3dGrad: input must be rank 5 but got rank ` +
        `${input5D.rank}.`);
    checkPadOnDimRoundingMode('avgPool3dGrad', pad, dimRoundingMode);
    const inputs = { dy: dy5D, input: input5D };
    const attrs = { filterSize, strides, pad, dimRoundingMode };
    // tslint:disable-next-line: no-unnecessary-type-assertion
    const res = ENGINE.runKernel(AvgPool3DGrad, inputs, attrs);
    if (reshapedTo5D) {
        return reshape(res, [res.shape[1], res.shape[2], res.shape[3], res.shape[4]]);
    }
    return res;
}
const avgPool3dGrad = /* @__PURE__ */ op({ avgPool3dGrad_ });
return { avgPool3dGrad };
})();

const gradients_AvgPool3D_grad = (() => {
const { AvgPool3D } = core;
const { avgPool3dGrad } = ops_avg_pool_3d_grad;
const avgPool3DGradConfig = {
    kernelName: AvgPool3D,
    inputsToSave: ['x'],
    gradFunc: (dy, saved, attrs) => {
        const [x] = saved;
        const { filterSize, strides, pad, dimRoundingMode } = attrs;
        return {
            x: () => avgPool3dGrad(dy, x, filterSize, strides, pad, dimRoundingMode)
        };
    }
};
return { avgPool3DGradConfig };
})();

const ops_avg_pool_grad = (() => {
const { ENGINE } = renamed;
const { AvgPoolGrad, util: util, op, reshape } = core;
const { convertToTensor } = tensor_util_env;
function avgPoolGrad_(dy, input, filterSize, strides, pad) {
    const $dy = convertToTensor(dy, 'dy', 'avgPoolGrad');
    const $input = convertToTensor(input, 'input', 'avgPoolGrad');
    util.assert($input.rank === $dy.rank, () => `Rank of input (${$input.rank}) does not match rank of dy (${$dy.rank})`);
    let input4D = $input;
    let dy4D = $dy;
    let reshapedTo4D = false;
    if ($input.rank === 3) {
        reshapedTo4D = true;
        input4D =
            reshape($input, [1, $input.shape[0], $input.shape[1], $input.shape[2]]);
        dy4D = reshape($dy, [1, $dy.shape[0], $dy.shape[1], $dy.shape[2]]);
    }
    util.assert(dy4D.rank === 4, () => `Error in avgPoolGrad: dy must be rank 4 but got rank ` +
        `${dy4D.rank}.`);
    util.assert(input4D.rank === 4, () => `Error in avgPoolGrad: input must be rank 4 but got rank ` +
        `${input4D.rank}.`);
    const inputs = { dy: dy4D, input: input4D };
    const attrs = { filterSize, strides, pad };
    // tslint:disable-next-line: no-unnecessary-type-assertion
    const res = ENGINE.runKernel(AvgPoolGrad, inputs, attrs);
    if (reshapedTo4D) {
        return reshape(res, [res.shape[1], res.shape[2], res.shape[3]]);
    }
    return res;
}
const avgPoolGrad = /* @__PURE__ */ op({ avgPoolGrad_ });
return { avgPoolGrad };
})();

const gradients_AvgPool_grad = (() => {
const { AvgPool } = core;
const { avgPoolGrad } = ops_avg_pool_grad;
const avgPoolGradConfig = {
    kernelName: AvgPool,
    inputsToSave: ['x'],
    gradFunc: (dy, saved, attrs) => {
        const [x] = saved;
        const { filterSize, strides, pad } = attrs;
        return { x: () => avgPoolGrad(dy, x, filterSize, strides, pad) };
    }
};
return { avgPoolGradConfig };
})();

const gradients_BatchMatMul_grad = (() => {
const { BatchMatMul, matMul } = core;
const batchMatMulGradConfig = {
    kernelName: BatchMatMul,
    inputsToSave: ['a', 'b'],
    gradFunc: (dy, saved, attrs) => {
        const [a, b] = saved;
        const { transposeA, transposeB } = attrs;
        if (!transposeA && !transposeB) {
            return {
                a: () => matMul(dy, b, false, true),
                b: () => matMul(a, dy, true, false)
            };
        }
        else if (!transposeA && transposeB) {
            return {
                a: () => matMul(dy, b, false, false),
                b: () => matMul(dy, a, true, false)
            };
        }
        else if (transposeA && !transposeB) {
            return {
                a: () => matMul(b, dy, false, true),
                b: () => matMul(a, dy, false, false)
            };
        }
        else {
            return {
                a: () => matMul(b, dy, true, true),
                b: () => matMul(dy, a, true, true)
            };
        }
    }
};
return { batchMatMulGradConfig };
})();

const gradients_BatchToSpaceND_grad = (() => {
const { BatchToSpaceND, spaceToBatchND } = core;
const batchToSpaceNDGradConfig = {
    kernelName: BatchToSpaceND,
    gradFunc: (dy, saved, attrs) => {
        const { blockShape, crops } = attrs;
        return { x: () => spaceToBatchND(dy, blockShape, crops) };
    }
};
return { batchToSpaceNDGradConfig };
})();

const gradients_BroadcastTo_grad = (() => {
const { BroadcastTo, sum } = core;
const broadcastToGradConfig = {
    kernelName: BroadcastTo,
    gradFunc: (dy, saved, attrs) => {
        const broadCastToAttrs = attrs;
        const inputShape = broadCastToAttrs.inputShape;
        const outputShape = broadCastToAttrs.shape;
        const reps = Array.from(outputShape);
        for (let i = inputShape.length - 1; i >= 0; i--) {
            if (inputShape[i] === outputShape[i]) {
                reps[i] = 1;
            }
            else if (inputShape[i] !== 1) {
                throw new Error(`broadcastTo(): [${inputShape}] cannot be broadcast to [${outputShape}].`);
            }
        }
        const axes = [];
        for (let i = 0; i < reps.length; i++) {
            if (reps[i] > 1) {
                axes.push(i);
            }
        }
        return { x: () => sum(dy, axes, true /* keepDims */) };
    }
};
return { broadcastToGradConfig };
})();

const gradients_Cast_grad = (() => {
const { Cast } = core;
const castGradConfig = {
    kernelName: Cast,
    gradFunc: (dy) => {
        return { x: () => dy.clone() };
    }
};
return { castGradConfig };
})();

const gradients_Ceil_grad = (() => {
const { Ceil, zerosLike } = core;
const ceilGradConfig = {
    kernelName: Ceil,
    gradFunc: (dy) => {
        // TODO(manrajgrover): Return null for gradients when backprop supports it.
        return { x: () => zerosLike(dy) };
    }
};
return { ceilGradConfig };
})();

const gradients_ClipByValue_grad = (() => {
const { ClipByValue, greaterEqual, lessEqual, logicalAnd, where, zerosLike } = core;
const clipByValueGradConfig = {
    kernelName: ClipByValue,
    inputsToSave: ['x'],
    gradFunc: (dy, saved, attrs) => {
        const [x] = saved;
        const { clipValueMin, clipValueMax } = attrs;
        return {
            x: () => where(logicalAnd(greaterEqual(x, clipValueMin), lessEqual(x, clipValueMax)), dy, zerosLike(dy)),
        };
    }
};
return { clipByValueGradConfig };
})();

const gradients_ComplexAbs_grad = (() => {
const { ComplexAbs } = core;
const { absGradConfig } = gradients_Abs_grad;
const complexAbsGradConfig = {
    kernelName: ComplexAbs,
    inputsToSave: ['x'],
    gradFunc: absGradConfig.gradFunc,
};
return { complexAbsGradConfig };
})();

const gradients_Concat_grad = (() => {
const { Concat, split } = core;
const { parseAxisParam } = core.util;
const concatGradConfig = {
    kernelName: Concat,
    saveAllInputs: true,
    gradFunc: (dy, saved, attrs) => {
        const shapes = saved.map(t => t.shape);
        const { axis } = attrs;
        const $axis = parseAxisParam(axis, saved[0].shape)[0];
        const sizeSplits = shapes.map(s => s[$axis]);
        const derTensors = split(dy, sizeSplits, $axis);
        return derTensors.map(t => () => t);
    }
};
return { concatGradConfig };
})();

const ops_conv2d_backprop_filter = (() => {
const { ENGINE } = renamed;
const { Conv2DBackpropFilter, util: util, backend_util: conv_util, op, reshape } = core;
function conv2DBackpropFilter_(x, dy, filterShape, strides, pad, dataFormat = 'NHWC', dimRoundingMode) {
    let x4D = x;
    if (x.rank === 3) {
        x4D = reshape(x, [1, x.shape[0], x.shape[1], x.shape[2]]);
    }
    let dy4D = dy;
    if (dy4D.rank === 3) {
        dy4D = reshape(dy, [1, dy.shape[0], dy.shape[1], dy.shape[2]]);
    }
    util.assert(x4D.rank === 4, () => `Error in conv2dDerFilter: input must be rank 4, but got shape ` +
        `${x4D.shape}.`);
    util.assert(dy4D.rank === 4, () => `Error in conv2dDerFilter: dy must be rank 4, but got shape ` +
        `${dy4D.shape}.`);
    util.assert(filterShape.length === 4, () => `Error in conv2dDerFilter: filterShape must be length 4, but got ` +
        `${filterShape}.`);
    const inDepth = dataFormat === 'NHWC' ? x4D.shape[3] : x4D.shape[1];
    const outDepth = dataFormat === 'NHWC' ? dy4D.shape[3] : dy4D.shape[1];
    util.assert(inDepth === filterShape[2], () => `Error in conv2dDerFilter: depth of input ${inDepth}) must ` +
        `match input depth in filter (${filterShape[2]}.`);
    util.assert(outDepth === filterShape[3], () => `Error in conv2dDerFilter: depth of dy (${outDepth}) must ` +
        `match output depth for filter (${filterShape[3]}).`);
    conv_util.checkPadOnDimRoundingMode('conv2dDerFilter', pad, dimRoundingMode);
    const inputs = { x: x4D, dy: dy4D };
    const attrs = { strides, pad, dataFormat, dimRoundingMode, filterShape };
    // tslint:disable-next-line: no-unnecessary-type-assertion
    return ENGINE.runKernel(Conv2DBackpropFilter, inputs, attrs);
}
const conv2DBackpropFilter = /* @__PURE__ */ op({ conv2DBackpropFilter_ });
return { conv2DBackpropFilter };
})();

const ops_conv2d_backprop_input = (() => {
const { ENGINE } = renamed;
const { Conv2DBackpropInput, util: util, backend_util: conv_util, op, reshape } = core;
function conv2DBackpropInput_(xShape, dy, filter, strides, pad, dataFormat = 'NHWC', dimRoundingMode) {
    util.assert(xShape.length === dy.rank, () => `Length of inShape ` +
        `(${xShape.length}) and rank of dy (${dy.rank}) must match`);
    let xShape4D = xShape;
    let dy4D = dy;
    let reshapedTo4D = false;
    if (dy.rank === 3) {
        reshapedTo4D = true;
        dy4D = reshape(dy, [1, dy.shape[0], dy.shape[1], dy.shape[2]]);
        xShape4D = [1, xShape[0], xShape[1], xShape[2]];
    }
    util.assert(xShape4D.length === 4, () => `Error in conv2dDerInput: inShape must be length 4, but got length ` +
        `${xShape4D.length}.`);
    util.assert(dy4D.rank === 4, () => `Error in conv2dDerInput: dy must be rank 4, but got ` +
        `rank ${dy4D.rank}`);
    util.assert(filter.rank === 4, () => `Error in conv2dDerInput: filter must be rank 4, but got ` +
        `rank ${filter.rank}`);
    const inDepth = dataFormat === 'NHWC' ? xShape4D[3] : xShape4D[1];
    const outDepth = dataFormat === 'NHWC' ? dy4D.shape[3] : dy4D.shape[1];
    util.assert(inDepth === filter.shape[2], () => `Error in conv2dDerInput: depth of input (${inDepth}) must ` +
        `match input depth for filter ${filter.shape[2]}.`);
    util.assert(outDepth === filter.shape[3], () => `Error in conv2dDerInput: depth of output (${outDepth}) must ` +
        `match output depth for filter ${filter.shape[3]}.`);
    conv_util.checkPadOnDimRoundingMode('conv2dDerInput', pad, dimRoundingMode);
    const inputs = { dy: dy4D, filter };
    const attrs = { strides, pad, dataFormat, dimRoundingMode, inputShape: xShape4D };
    // tslint:disable-next-line: no-unnecessary-type-assertion
    const res = ENGINE.runKernel(Conv2DBackpropInput, inputs, attrs);
    if (reshapedTo4D) {
        return reshape(res, [res.shape[1], res.shape[2], res.shape[3]]);
    }
    return res;
}
const conv2DBackpropInput = /* @__PURE__ */ op({ conv2DBackpropInput_ });
return { conv2DBackpropInput };
})();

const gradients_Conv2D_grad = (() => {
const { Conv2D, backend_util: conv_util, util: util } = core;
const { conv2DBackpropFilter } = ops_conv2d_backprop_filter;
const { conv2DBackpropInput } = ops_conv2d_backprop_input;
const conv2DGradConfig = {
    kernelName: Conv2D,
    inputsToSave: ['x', 'filter'],
    gradFunc: (dy, saved, attrs) => {
        const [x4D, $filter] = saved;
        const { dilations, strides, pad, dataFormat } = attrs;
        util.assert(conv_util.tupleValuesAreOne(dilations), () => 'Error in gradient of conv2D: dilation rates greater than 1 ' +
            `are not yet supported in gradients. Got dilations '${dilations}'`);
        return {
            x: () => conv2DBackpropInput(x4D.shape, dy, $filter, strides, pad, dataFormat),
            filter: () => conv2DBackpropFilter(x4D, dy, $filter.shape, strides, pad, dataFormat)
        };
    }
};
return { conv2DGradConfig };
})();

const gradients_Conv2DBackpropInput_grad = (() => {
const { Conv2DBackpropInput, conv2d } = core;
const { conv2DBackpropFilter } = ops_conv2d_backprop_filter;
const conv2DBackpropInputGradConfig = {
    kernelName: Conv2DBackpropInput,
    inputsToSave: ['dy', 'filter'],
    gradFunc: (ddx, saved, attrs) => {
        const [dy, filter] = saved;
        const { strides, pad, dataFormat, dimRoundingMode } = attrs;
        return {
            dy: () => conv2d(ddx, filter, strides, pad, dataFormat, 1 /* dilations */, dimRoundingMode),
            filter: () => conv2DBackpropFilter(ddx, dy, filter.shape, strides, pad, dataFormat, dimRoundingMode)
        };
    }
};
return { conv2DBackpropInputGradConfig };
})();

const ops_conv3d_backprop_filter = (() => {
const { ENGINE } = renamed;
const { Conv3DBackpropFilterV2, util: util, op, reshape } = core;
function conv3DBackpropFilter_(x, dy, filterShape, strides, pad) {
    let x5D = x;
    if (x.rank === 4) {
        x5D = reshape(x, [1, x.shape[0], x.shape[1], x.shape[2], x.shape[3]]);
    }
    let dy5D = dy;
    if (dy5D.rank === 4) {
        dy5D = reshape(dy, [1, dy.shape[0], dy.shape[1], dy.shape[2], dy.shape[3]]);
    }
    util.assert(x5D.rank === 5, () => `Error in conv3dDerFilter: input must be rank 5, but got shape ` +
        `${x5D.shape}.`);
    util.assert(dy5D.rank === 5, () => `Error in conv3dDerFilter: dy must be rank 5, but got shape ` +
        `${dy5D.shape}.`);
    util.assert(filterShape.length === 5, () => `Error in conv3dDerFilter: filterShape must be length 5, but got ` +
        `${filterShape}.`);
    util.assert(x5D.shape[4] === filterShape[3], () => `Error in conv3dDerFilter: depth of input ${x5D.shape[4]}) must ` +
        `match input depth in filter (${filterShape[3]}.`);
    util.assert(dy5D.shape[4] === filterShape[4], () => `Error in conv3dDerFilter: depth of dy (${dy5D.shape[4]}) must ` +
        `match output depth for filter (${filterShape[4]}).`);
    const inputs = { x: x5D, dy: dy5D };
    const attrs = { strides, pad, filterShape };
    // tslint:disable-next-line: no-unnecessary-type-assertion
    return ENGINE.runKernel(Conv3DBackpropFilterV2, inputs, attrs);
}
const conv3DBackpropFilter = /* @__PURE__ */ op({ conv3DBackpropFilter_ });
return { conv3DBackpropFilter };
})();

const ops_conv3d_backprop_input = (() => {
const { ENGINE } = renamed;
const { Conv3DBackpropInputV2, util: util, op, reshape } = core;
function conv3DBackpropInput_(xShape, dy, filter, strides, pad) {
    util.assert(xShape.length === dy.rank, () => `Length of inShape ` +
        `(${xShape.length}) and rank of dy (${dy.rank}) must match`);
    let xShape5D = xShape;
    let dy5D = dy;
    let reshapedTo5D = false;
    if (dy.rank === 4) {
        reshapedTo5D = true;
        dy5D = reshape(dy, [1, dy.shape[0], dy.shape[1], dy.shape[2], dy.shape[3]]);
        xShape5D = [1, xShape[0], xShape[1], xShape[2], xShape[3]];
    }
    const inDepth = xShape5D[4];
    const outDepth = dy5D.shape[4];
    util.assert(xShape5D.length === 5, () => `Error in conv3dDerInput: inShape must be length 5, but got length ` +
        `${xShape5D.length}.`);
    util.assert(dy5D.rank === 5, () => `Error in conv3dDerInput: dy must be rank 5, but got ` +
        `rank ${dy5D.rank}`);
    util.assert(filter.rank === 5, () => `Error in conv3dDerInput: filter must be rank 5, but got ` +
        `rank ${filter.rank}`);
    util.assert(inDepth === filter.shape[3], () => `Error in conv3dDerInput: depth of input (${inDepth}) must ` +
        `match input depth for filter ${filter.shape[3]}.`);
    util.assert(outDepth === filter.shape[4], () => `Error in conv3dDerInput: depth of output (${outDepth}) must ` +
        `match output depth for filter ${filter.shape[4]}.`);
    const inputs = { dy: dy5D, filter };
    const attrs = { pad, strides, inputShape: xShape5D };
    // tslint:disable-next-line: no-unnecessary-type-assertion
    const res = ENGINE.runKernel(Conv3DBackpropInputV2, inputs, attrs);
    if (reshapedTo5D) {
        return reshape(res, [res.shape[1], res.shape[2], res.shape[3], res.shape[4]]);
    }
    return res;
}
const conv3DBackpropInput = /* @__PURE__ */ op({ conv3DBackpropInput_ });
return { conv3DBackpropInput };
})();

const gradients_Conv3D_grad = (() => {
const { Conv3D, util: util } = core;
const { conv3DBackpropFilter } = ops_conv3d_backprop_filter;
const { conv3DBackpropInput } = ops_conv3d_backprop_input;
const { tupleValuesAreOne } = core.backend_util;
const conv3DGradConfig = {
    kernelName: Conv3D,
    inputsToSave: ['x', 'filter'],
    gradFunc: (dy, saved, attrs) => {
        const { dilations, strides, pad } = attrs;
        util.assert(tupleValuesAreOne(dilations), () => 'Error in gradient of conv3D: dilation rates greater than 1 are ' +
            `not yet supported in gradients. Got dilations '${dilations}'`);
        const [x5D, $filter] = saved;
        return {
            x: () => conv3DBackpropInput(x5D.shape, dy, $filter, strides, pad),
            filter: () => conv3DBackpropFilter(x5D, dy, $filter.shape, strides, pad)
        };
    }
};
return { conv3DGradConfig };
})();

const gradients_Cos_grad = (() => {
const { Cos, cast, mul, neg, sin } = core;
const cosGradConfig = {
    kernelName: Cos,
    inputsToSave: ['x'],
    gradFunc: (dy, saved) => {
        const [x] = saved;
        return { x: () => mul(neg(sin(cast(x, 'float32'))), dy) };
    }
};
return { cosGradConfig };
})();

const gradients_Cosh_grad = (() => {
const { Cosh, cast, mul, sinh } = core;
const coshGradConfig = {
    kernelName: Cosh,
    inputsToSave: ['x'],
    gradFunc: (dy, saved) => {
        const [x] = saved;
        return { x: () => mul(sinh(cast(x, 'float32')), dy) };
    }
};
return { coshGradConfig };
})();

const gradients_Cumsum_grad = (() => {
const { Cumsum, cumsum, transpose } = core;
const { getAxesPermutation } = core.backend_util;
const cumsumGradConfig = {
    kernelName: Cumsum,
    inputsToSave: ['x'],
    gradFunc: (dy, saved, attrs) => {
        const [x] = saved;
        const { axis, exclusive, reverse } = attrs;
        return {
            x: () => {
                const permutation = getAxesPermutation([axis], x.rank);
                let out = cumsum(dy, axis, exclusive, !reverse);
                if (permutation != null) {
                    out = transpose(out, permutation);
                }
                return out;
            }
        };
    }
};
return { cumsumGradConfig };
})();

const ops_depthwise_conv2d_native_backprop_filter = (() => {
const { ENGINE } = renamed;
const { DepthwiseConv2dNativeBackpropFilter, op, reshape } = core;
function depthwiseConv2dNativeBackpropFilter_(x, dy, filterShape, strides, pad, dilations = [1, 1], dimRoundingMode) {
    let x4D = x;
    if (x.rank === 3) {
        x4D = reshape(x, [1, x.shape[0], x.shape[1], x.shape[2]]);
    }
    let dy4D = dy;
    if (dy4D.rank === 3) {
        dy4D = reshape(dy, [1, dy.shape[0], dy.shape[1], dy.shape[2]]);
    }
    const inputs = { x: x4D, dy: dy4D };
    const attrs = { strides, pad, dimRoundingMode, dilations, filterShape };
    // tslint:disable-next-line: no-unnecessary-type-assertion
    return ENGINE.runKernel(DepthwiseConv2dNativeBackpropFilter, inputs, attrs);
}
const depthwiseConv2dNativeBackpropFilter = op({ depthwiseConv2dNativeBackpropFilter_ });
return { depthwiseConv2dNativeBackpropFilter };
})();

const ops_depthwise_conv2d_native_backprop_input = (() => {
const { ENGINE } = renamed;
const { DepthwiseConv2dNativeBackpropInput, op, reshape } = core;
function depthwiseConv2dNativeBackpropInput_(xShape, dy, filter, strides, pad, dilations = [1, 1], dimRoundingMode) {
    let dy4D = dy;
    let reshapedTo4D = false;
    if (dy.rank === 3) {
        reshapedTo4D = true;
        dy4D = reshape(dy, [1, dy.shape[0], dy.shape[1], dy.shape[2]]);
    }
    const inputs = { dy: dy4D, filter };
    const attrs = { strides, pad, dimRoundingMode, dilations, inputShape: xShape };
    const res = 
    // tslint:disable-next-line: no-unnecessary-type-assertion
    ENGINE.runKernel(DepthwiseConv2dNativeBackpropInput, inputs, attrs);
    if (reshapedTo4D) {
        return reshape(res, [res.shape[1], res.shape[2], res.shape[3]]);
    }
    return res;
}
const depthwiseConv2dNativeBackpropInput = op({ depthwiseConv2dNativeBackpropInput_ });
return { depthwiseConv2dNativeBackpropInput };
})();

const gradients_DepthwiseConv2dNative_grad = (() => {
const { DepthwiseConv2dNative, backend_util: conv_util, util: util } = core;
const { depthwiseConv2dNativeBackpropFilter } = ops_depthwise_conv2d_native_backprop_filter;
const { depthwiseConv2dNativeBackpropInput } = ops_depthwise_conv2d_native_backprop_input;
const depthwiseConv2dNativeGradConfig = {
    kernelName: DepthwiseConv2dNative,
    inputsToSave: ['x', 'filter'],
    gradFunc: (dy, saved, attrs) => {
        const { dilations, strides, pad, dimRoundingMode } = attrs;
        const $dilations = dilations == null ? [1, 1] : dilations;
        util.assert(conv_util.tupleValuesAreOne($dilations), () => 'Error in gradient of depthwiseConv2dNative: dilation rates ' +
            `greater than 1 are not yet supported. Got dilations ` +
            `'${$dilations}'`);
        const [x, filter] = saved;
        util.assert(x.rank === 4, () => `Error in gradient of depthwiseConv2dNative: input must be ` +
            `rank 4, but got rank ${x.rank}.`);
        util.assert(filter.rank === 4, () => `Error in gradient of depthwiseConv2dNative: filter must be ` +
            `rank 4, but got rank ${filter.rank}.`);
        util.assert(x.shape[3] === filter.shape[2], () => `Error in gradient of depthwiseConv2d: number of input ` +
            `channels (${x.shape[3]}) must match the inChannels dimension ` +
            `in filter ${filter.shape[2]}.`);
        util.assert(conv_util.eitherStridesOrDilationsAreOne(strides, $dilations), () => 'Error in gradient of depthwiseConv2d: Either strides or ' +
            `dilations must be  1. Got strides ${strides} and dilations ` +
            `'${$dilations}'.`);
        conv_util.checkPadOnDimRoundingMode('depthwiseConv2d', pad, dimRoundingMode);
        return {
            x: () => depthwiseConv2dNativeBackpropInput(x.shape, dy, filter, strides, pad, $dilations, dimRoundingMode),
            filter: () => depthwiseConv2dNativeBackpropFilter(x, dy, filter.shape, strides, pad, $dilations, dimRoundingMode),
        };
    }
};
return { depthwiseConv2dNativeGradConfig };
})();

const gradients_Dilation2D_grad = (() => {
const { ENGINE } = renamed;
const { Dilation2D, Dilation2DBackpropFilter, Dilation2DBackpropInput } = core;
const dilation2dGradConfig = {
    kernelName: Dilation2D,
    inputsToSave: ['x', 'filter'],
    gradFunc: (dy, saved, attrs) => {
        const [x, filter] = saved;
        const inputInputs = { x, filter, dy };
        const filterInputs = { x, filter, dy };
        return {
            x: () => ENGINE.runKernel(Dilation2DBackpropInput, inputInputs, attrs),
            filter: () => ENGINE.runKernel(Dilation2DBackpropFilter, filterInputs, attrs)
        };
    }
};
return { dilation2dGradConfig };
})();

const gradients_Elu_grad = (() => {
const { ENGINE } = renamed;
const { Elu, EluGrad } = core;
const eluGradConfig = {
    kernelName: Elu,
    outputsToSave: [true],
    gradFunc: (dy, saved) => {
        const [y] = saved;
        const inputs = { dy, y };
        return { x: () => ENGINE.runKernel(EluGrad, inputs) };
    }
};
return { eluGradConfig };
})();

const gradients_Erf_grad = (() => {
const { Erf, exp, mul, neg, square } = core;
const erfGradConfig = {
    kernelName: Erf,
    inputsToSave: ['x'],
    gradFunc: (dy, saved) => {
        const [x] = saved;
        const a = mul(exp(neg(square(x))), 2 / Math.sqrt(Math.PI));
        return { x: () => mul(dy, a) };
    }
};
return { erfGradConfig };
})();

const gradients_Exp_grad = (() => {
const { Exp, mul } = core;
const expGradConfig = {
    kernelName: Exp,
    outputsToSave: [true],
    gradFunc: (dy, saved) => {
        const [y] = saved;
        return { x: () => mul(dy, y) };
    }
};
return { expGradConfig };
})();

const gradients_ExpandDims_grad = (() => {
const { ExpandDims, reshape } = core;
const expandDimsGradConfig = {
    kernelName: ExpandDims,
    inputsToSave: ['input'],
    gradFunc: (dy, saved) => {
        const [input] = saved;
        return { input: () => reshape(dy, input.shape) };
    }
};
return { expandDimsGradConfig };
})();

const gradients_Expm1_grad = (() => {
const { Expm1, exp, mul } = core;
const expm1GradConfig = {
    kernelName: Expm1,
    inputsToSave: ['x'],
    gradFunc: (dy, saved) => {
        const [x] = saved;
        return { x: () => mul(dy, exp(x)) };
    }
};
return { expm1GradConfig };
})();

const gradients_Floor_grad = (() => {
const { Floor, zerosLike } = core;
const floorGradConfig = {
    kernelName: Floor,
    gradFunc: (dy) => {
        return { x: () => zerosLike(dy) };
    }
};
return { floorGradConfig };
})();

const gradients_FloorDiv_grad = (() => {
const { FloorDiv, cast, div, mul, neg, reshape, square, sum } = core;
const { assertAndGetBroadcastShape, getReductionAxes } = core.broadcast_util;
const floorDivGradConfig = {
    kernelName: FloorDiv,
    inputsToSave: ['a', 'b'],
    gradFunc: (dy, saved) => {
        const [a, b] = saved;
        const outShape = assertAndGetBroadcastShape(a.shape, b.shape);
        const derA = () => {
            const res = div(dy, cast(b, 'float32'));
            const reduceAxes = getReductionAxes(a.shape, outShape);
            if (reduceAxes.length > 0) {
                return reshape(sum(res, reduceAxes), a.shape);
            }
            return res;
        };
        const derB = () => {
            let res = mul(dy, cast(a, 'float32'));
            const reduceAxes = getReductionAxes(b.shape, outShape);
            if (reduceAxes.length > 0) {
                res = reshape(sum(res, reduceAxes), b.shape);
            }
            const tmp = square(b);
            return neg(div(res, cast(tmp, 'float32')));
        };
        return { a: derA, b: derB };
    }
};
return { floorDivGradConfig };
})();

const gradients_FusedBatchNorm_grad = (() => {
const { FusedBatchNorm, add, mul, reshape, rsqrt, scalar, sub, sum, tile } = core;
const { getReductionAxes } = core.broadcast_util;
const fusedBatchNormGradConfig = {
    kernelName: FusedBatchNorm,
    inputsToSave: ['x', 'mean', 'variance', 'scale'],
    gradFunc: (dy, saved, attrs) => {
        const { varianceEpsilon } = attrs;
        const [x, mean, variance, scale] = saved;
        const scaleValue = scale == null ? scalar(1) : scale;
        const reductionAxes = getReductionAxes(mean.shape, x.shape);
        const tileShape = [];
        if (mean.rank === 1) {
            for (let i = 0; i < x.shape.length - 1; ++i) {
                tileShape.push(x.shape[i]);
            }
            tileShape.push(1);
        }
        const xMinusMean = sub(x, mean);
        const dyTimesScaleValue = mul(dy, scaleValue);
        const oneOverSqrtVariance = rsqrt(add(variance, scalar(varianceEpsilon)));
        const minusHalfRCube = mul(mul(mul(oneOverSqrtVariance, oneOverSqrtVariance), oneOverSqrtVariance), scalar(-0.5));
        const derX = () => {
            if (mean.rank === 1) {
                return reshape(mul(mul(dy, tile(reshape(oneOverSqrtVariance, [1, 1, 1, mean.shape[0]]), tileShape)), scaleValue), x.shape);
            }
            else {
                return reshape(mul(mul(dy, oneOverSqrtVariance), scaleValue), x.shape);
            }
        };
        const derMean = () => {
            let meanDer = mul(mul(oneOverSqrtVariance, scalar(-1)), dyTimesScaleValue);
            if (mean.rank === 1) {
                meanDer = sum(meanDer, reductionAxes);
            }
            return reshape(meanDer, mean.shape);
        };
        const derVariance = () => {
            let varianceDer = mul(mul(minusHalfRCube, xMinusMean), dyTimesScaleValue);
            if (mean.rank === 1) {
                varianceDer = sum(varianceDer, reductionAxes);
            }
            return reshape(varianceDer, mean.shape);
        };
        const derScale = () => {
            const xMinusMean2TimesRsqrt = mul(xMinusMean, oneOverSqrtVariance);
            let scaleDer = mul(dy, xMinusMean2TimesRsqrt);
            if (mean.rank === 1) {
                scaleDer = sum(scaleDer, reductionAxes);
            }
            return reshape(scaleDer, mean.shape);
        };
        const derOffset = () => {
            let offsetDer = dy;
            if (mean.rank === 1) {
                offsetDer = sum(offsetDer, reductionAxes);
            }
            return reshape(offsetDer, mean.shape);
        };
        return {
            x: derX,
            mean: derMean,
            variance: derVariance,
            scale: derScale,
            offset: derOffset
        };
    }
};
return { fusedBatchNormGradConfig };
})();

const gradients_GatherV2_grad = (() => {
const { GatherV2, reshape, stack, transpose, unsortedSegmentSum } = core;
const { getUndoAxesPermutation } = core.backend_util;
const { parseAxisParam } = core.util;
const gatherGradConfig = {
    kernelName: GatherV2,
    inputsToSave: ['x', 'indices'],
    gradFunc: (dy, saved, attrs) => {
        const [x, indices] = saved;
        const { axis, batchDims } = attrs;
        const parsedAxis = parseAxisParam(axis, x.shape)[0];
        const derXBatch = (x, indices, dy) => {
            return () => {
                const paramsShape = x.shape;
                const indicesSize = indices.size;
                const outerShape = paramsShape.slice(0, parsedAxis);
                const outerDims = outerShape.length;
                const innerShape = paramsShape.slice(axis, paramsShape.length).slice(1);
                const innerDims = innerShape.length;
                const outerAxesIndices = arrayRange(0, outerDims);
                const innerAxesIndices = arrayRange(outerDims + 1, outerDims + 1 + innerDims);
                const valuesShape = arrayConcat([outerShape, [indicesSize],
                    innerShape]);
                const values = reshape(dy, valuesShape);
                const reshapedIndices = reshape(indices, [indicesSize]);
                const transposeDims = arrayConcat([[outerDims], outerAxesIndices, innerAxesIndices]);
                const valuesTranspose = transpose(values, transposeDims);
                let paramsGrad = unsortedSegmentSum(valuesTranspose, reshapedIndices, x.shape[parsedAxis]);
                const invertTransposeDims = getUndoAxesPermutation(transposeDims);
                paramsGrad = transpose(paramsGrad, invertTransposeDims);
                return paramsGrad;
            };
        };
        if (batchDims === 1) {
            const batchSize = x.shape[0];
            const xBatch = x.split(batchSize, 0);
            const derXBatched = () => {
                const stacked = stack(xBatch.map((x, i) => {
                    return derXBatch(x, indices.slice(i, 1), dy.slice(i, 1))();
                }));
                return stacked.reshape(x.shape);
            };
            return { x: derXBatched, indices: () => indices };
        }
        else {
            return { x: derXBatch(x, indices, dy), indices: () => indices };
        }
    }
};
function arrayRange(start, stop) {
    const result = [];
    for (let i = start; i < stop; ++i) {
        result.push(i);
    }
    return result;
}
function arrayConcat(arrays) {
    const result = [];
    for (let i = 0; i < arrays.length; ++i) {
        for (let j = 0; j < arrays[i].length; ++j) {
            result.push(arrays[i][j]);
        }
    }
    return result;
}
return { gatherGradConfig };
})();

const gradients_GreaterEqual_grad = (() => {
const { GreaterEqual, zerosLike } = core;
const greaterEqualGradConfig = {
    kernelName: GreaterEqual,
    inputsToSave: ['a', 'b'],
    gradFunc: (dy, saved) => {
        const [a, b] = saved;
        return { a: () => zerosLike(a), b: () => zerosLike(b) };
    }
};
return { greaterEqualGradConfig };
})();

const gradients_Identity_grad = (() => {
const { Identity, cast } = core;
const identityGradConfig = {
    kernelName: Identity,
    gradFunc: (dy) => {
        return { x: () => cast(dy, 'float32') };
    }
};
return { identityGradConfig };
})();

const gradients_IsFinite_grad = (() => {
const { IsFinite, zerosLike } = core;
const isFiniteGradConfig = {
    kernelName: IsFinite,
    gradFunc: (dy) => {
        // TODO(nsthorat): Let gradients be null for cases where we want to stop
        // backpropgation.
        return { x: () => zerosLike(dy) };
    }
};
return { isFiniteGradConfig };
})();

const gradients_IsInf_grad = (() => {
const { IsInf, zerosLike } = core;
const isInfGradConfig = {
    kernelName: IsInf,
    gradFunc: (dy) => {
        // TODO(nsthorat): Let gradients be null for cases where we want to stop
        // backpropgation.
        return { x: () => zerosLike(dy) };
    }
};
return { isInfGradConfig };
})();

const gradients_IsNan_grad = (() => {
const { IsNan, zerosLike } = core;
const isNanGradConfig = {
    kernelName: IsNan,
    gradFunc: (dy) => {
        // TODO(nsthorat): Let gradients be null for cases where we want to stop
        // backpropgation.
        return { x: () => zerosLike(dy) };
    }
};
return { isNanGradConfig };
})();

const gradients_LeakyRelu_grad = (() => {
const { LeakyRelu, greater, mul, where } = core;
const leakyReluGradConfig = {
    kernelName: LeakyRelu,
    inputsToSave: ['x'],
    gradFunc: (dy, saved, attrs) => {
        const [x] = saved;
        const { alpha } = attrs;
        const mask = greater(x, 0);
        // Returns `gradients * (features > 0) + alpha * gradients * (features <=
        // 0)`.
        return { x: () => where(mask, dy, mul(dy, alpha)) };
    }
};
return { leakyReluGradConfig };
})();

const gradients_Log1p_grad = (() => {
const { Log1p, add, div } = core;
const log1pGradConfig = {
    kernelName: Log1p,
    inputsToSave: ['x'],
    gradFunc: (dy, saved) => {
        const [x] = saved;
        return { x: () => div(dy, add(x, 1)) };
    }
};
return { log1pGradConfig };
})();

const gradients_Log_grad = (() => {
const { Log, cast, div } = core;
const logGradConfig = {
    kernelName: Log,
    inputsToSave: ['x'],
    gradFunc: (dy, saved) => {
        const [x] = saved;
        return { x: () => div(dy, cast(x, 'float32')) };
    }
};
return { logGradConfig };
})();

const gradients_LogSoftmax_grad = (() => {
const { LogSoftmax, exp, mul, sub, sum } = core;
const logSoftmaxGradConfig = {
    kernelName: LogSoftmax,
    inputsToSave: [],
    outputsToSave: [true],
    gradFunc: (dy, saved, attrs) => {
        const [value] = saved;
        const { axis } = attrs;
        return {
            logits: () => {
                const keepDims = true;
                const softmax = exp(value);
                return sub(dy, mul(sum(dy, axis, keepDims), softmax));
            }
        };
    }
};
return { logSoftmaxGradConfig };
})();

const ops_local_response_normalization_backprop = (() => {
const { ENGINE } = renamed;
const { LRNGrad, op } = core;
function localResponseNormalizationBackprop_(x, y, dy, depthRadius = 5, bias = 1, alpha = 1, beta = 0.5) {
    const inputs = { x, y, dy };
    const attrs = { depthRadius, bias, alpha, beta };
    return ENGINE.runKernel(LRNGrad, inputs, attrs);
}
const localResponseNormalizationBackprop = op({ localResponseNormalizationBackprop_ });
return { localResponseNormalizationBackprop };
})();

const gradients_LRN_grad = (() => {
const { LRN } = core;
const { localResponseNormalizationBackprop } = ops_local_response_normalization_backprop;
const lrnGradConfig = {
    kernelName: LRN,
    inputsToSave: ['x'],
    outputsToSave: [true],
    gradFunc: (dy, saved, attrs) => {
        const [x, y] = saved;
        const { depthRadius, bias, alpha, beta } = attrs;
        return {
            x: () => localResponseNormalizationBackprop(x, y, dy, depthRadius, bias, alpha, beta)
        };
    }
};
return { lrnGradConfig };
})();

const gradients_min_max_grad_util = (() => {
const { backend_util: axis_util, cast, equal, mul, reshape } = core;
function gradForMinAndMax(dy, y, xOrig, origAxes) {
    if (y.rank < xOrig.rank) {
        y = reshape(y, axis_util.expandShapeToKeepDim(y.shape, origAxes));
    }
    if (dy.rank < xOrig.rank) {
        dy = reshape(dy, axis_util.expandShapeToKeepDim(dy.shape, origAxes));
    }
    return {
        x: () => {
            const dx = mul(dy, cast(equal(xOrig, y), dy.dtype));
            return dx;
        }
    };
}
return { gradForMinAndMax };
})();

const gradients_Max_grad = (() => {
const { Max, util: util } = core;
const { gradForMinAndMax } = gradients_min_max_grad_util;
const maxGradConfig = {
    kernelName: Max,
    inputsToSave: ['x'],
    outputsToSave: [true],
    gradFunc: (dy, saved, attrs) => {
        const maxAttrs = attrs;
        const { reductionIndices } = maxAttrs;
        const x = saved[0];
        const y = saved[1];
        const origAxes = util.parseAxisParam(reductionIndices, x.shape);
        const maxGrad = gradForMinAndMax(dy, y, x, origAxes);
        return {
            x: () => {
                return maxGrad['x']();
            }
        };
    }
};
return { maxGradConfig };
})();

const gradients_Maximum_grad = (() => {
const { Maximum, cast, greaterEqual, less, mul } = core;
const maximumGradConfig = {
    kernelName: Maximum,
    inputsToSave: ['a', 'b'],
    gradFunc: (dy, saved) => {
        const [a, b] = saved;
        const derA = () => mul(dy, cast(greaterEqual(a, b), 'float32'));
        const derB = () => mul(dy, cast(less(a, b), 'float32'));
        return { a: derA, b: derB };
    }
};
return { maximumGradConfig };
})();

const ops_max_pool_3d_grad = (() => {
const { ENGINE } = renamed;
const { MaxPool3DGrad, util: util, op, reshape } = core;
const { convertToTensor } = tensor_util_env;
const { checkPadOnDimRoundingMode } = core.backend_util;
function maxPool3dGrad_(dy, input, output, filterSize, strides, pad, dimRoundingMode) {
    const $dy = convertToTensor(dy, 'dy', 'maxPool3dGrad');
    const $input = convertToTensor(input, 'input', 'maxPool3dGrad');
    const $output = convertToTensor(output, 'output', 'maxPool3dGrad');
    let dy5D = $dy;
    let input5D = $input;
    let output5D = $output;
    let reshapedTo5D = false;
    if ($input.rank === 4) {
        reshapedTo5D = true;
        dy5D = reshape($dy, [1, $dy.shape[0], $dy.shape[1], $dy.shape[2], $dy.shape[3]]);
        input5D = reshape($input, [
            1, $input.shape[0], $input.shape[1], $input.shape[2], $input.shape[3]
        ]);
        output5D = reshape($output, [
            1, $output.shape[0], $output.shape[1], $output.shape[2], $output.shape[3]
        ]);
    }
    util.assert(dy5D.rank === 5, () => `Error in maxPool3dGrad: dy must be rank 5 but got rank ` +
        `${dy5D.rank}.`);
    util.assert(input5D.rank === 5, () => `Error in maxPool3dGrad: input must be rank 5 but got rank ` +
        `${input5D.rank}.`);
    util.assert(output5D.rank === 5, () => `Error in maxPool3dGrad: output must be rank 5 but got rank ` +
        `${output5D.rank}.`);
    checkPadOnDimRoundingMode('maxPool3dGrad', pad, dimRoundingMode);
    const inputs = { dy: dy5D, input: input5D, output: output5D };
    const attrs = { filterSize, strides, pad, dimRoundingMode };
    // tslint:disable-next-line: no-unnecessary-type-assertion
    const res = ENGINE.runKernel(MaxPool3DGrad, inputs, attrs);
    if (reshapedTo5D) {
        return reshape(res, [res.shape[1], res.shape[2], res.shape[3], res.shape[4]]);
    }
    return res;
}
const maxPool3dGrad = /* @__PURE__ */ op({ maxPool3dGrad_ });
return { maxPool3dGrad };
})();

const gradients_MaxPool3D_grad = (() => {
const { MaxPool3D } = core;
const { maxPool3dGrad } = ops_max_pool_3d_grad;
const maxPool3DGradConfig = {
    kernelName: MaxPool3D,
    inputsToSave: ['x'],
    outputsToSave: [true],
    gradFunc: (dy, saved, attrs) => {
        const [x, y] = saved;
        const { filterSize, strides, pad, dimRoundingMode } = attrs;
        return {
            x: () => maxPool3dGrad(dy, x, y, filterSize, strides, pad, dimRoundingMode)
        };
    }
};
return { maxPool3DGradConfig };
})();

const ops_max_pool_grad = (() => {
const { ENGINE } = renamed;
const { MaxPoolGrad, util: util, backend_util: conv_util, op } = core;
const { convertToTensor } = tensor_util_env;
function maxPoolGrad_(dy, input, output, filterSize, strides, pad, dimRoundingMode) {
    const $dy = convertToTensor(dy, 'dy', 'maxPoolGrad');
    const $input = convertToTensor(input, 'input', 'maxPoolGrad');
    const $output = convertToTensor(output, 'output', 'maxPoolGrad');
    util.assert($input.rank === $dy.rank, () => `Rank of input (${$input.rank}) does not match rank of dy ` +
        `(${$dy.rank})`);
    util.assert($dy.rank === 4, () => `Error in maxPoolGrad: dy must be rank 4 but got rank ` +
        `${$dy.rank}.`);
    util.assert($input.rank === 4, () => `Error in maxPoolGrad: input must be rank 4 but got rank ` +
        `${$input.rank}.`);
    conv_util.checkPadOnDimRoundingMode('maxPoolGrad', pad, dimRoundingMode);
    const inputs = { dy: $dy, input: $input, output: $output };
    const attrs = { filterSize, strides, pad, dimRoundingMode };
    // tslint:disable-next-line: no-unnecessary-type-assertion
    return ENGINE.runKernel(MaxPoolGrad, inputs, attrs);
}
const maxPoolGrad = /* @__PURE__ */ op({ maxPoolGrad_ });
return { maxPoolGrad };
})();

const gradients_MaxPool_grad = (() => {
const { MaxPool } = core;
const { maxPoolGrad } = ops_max_pool_grad;
const maxPoolGradConfig = {
    kernelName: MaxPool,
    inputsToSave: ['x'],
    outputsToSave: [true],
    gradFunc: (dy, saved, attrs) => {
        const [x, y] = saved;
        const { filterSize, strides, pad } = attrs;
        return {
            x: () => maxPoolGrad(dy, x, y, filterSize, strides, pad)
        };
    }
};
return { maxPoolGradConfig };
})();

const gradients_Mean_grad = (() => {
const { Mean, div, mul, ones, reshape, util: util } = core;
const { computeOutAndReduceShapes } = core.backend_util;
const meanGradConfig = {
    kernelName: Mean,
    inputsToSave: ['x'],
    gradFunc: (dy, saved, attrs) => {
        const [x] = saved;
        const { axis } = attrs;
        const axes = util.parseAxisParam(axis, x.shape);
        const shapes = computeOutAndReduceShapes(x.shape, axes);
        const reduceShape = shapes[1];
        const reduceSize = util.sizeFromShape(reduceShape);
        const derX = () => {
            const expandedDyShape = x.shape.slice();
            axes.forEach(axis => {
                expandedDyShape[axis] = 1;
            });
            const expandedDy = reshape(dy, expandedDyShape);
            const res = div(mul(expandedDy, ones(x.shape, 'float32')), reduceSize);
            return res;
        };
        return { x: derX };
    }
};
return { meanGradConfig };
})();

const gradients_Min_grad = (() => {
const { Min, util: util } = core;
const { gradForMinAndMax } = gradients_min_max_grad_util;
const minGradConfig = {
    kernelName: Min,
    inputsToSave: ['x'],
    outputsToSave: [true],
    gradFunc: (dy, saved, attrs) => {
        const minAttrs = attrs;
        const { axis } = minAttrs;
        const [x, y] = saved;
        const origAxes = util.parseAxisParam(axis, x.shape);
        const minGrad = gradForMinAndMax(dy, y, x, origAxes);
        return {
            x: () => {
                return minGrad['x']();
            }
        };
    }
};
return { minGradConfig };
})();

const gradients_Minimum_grad = (() => {
const { Minimum, cast, greater, lessEqual, mul } = core;
const minimumGradConfig = {
    kernelName: Minimum,
    inputsToSave: ['a', 'b'],
    gradFunc: (dy, saved) => {
        const [a, b] = saved;
        const derA = () => mul(dy, cast(lessEqual(a, b), 'float32'));
        const derB = () => mul(dy, cast(greater(a, b), 'float32'));
        return { a: derA, b: derB };
    }
};
return { minimumGradConfig };
})();

const gradients_MirrorPad_grad = (() => {
const { MirrorPad, slice } = core;
const mirrorPadGradConfig = {
    kernelName: MirrorPad,
    inputsToSave: ['x'],
    gradFunc: (dy, saved, attrs) => {
        // Pad introduces values around the original tensor, so the gradient
        // slices the original shape out of the gradient.
        const x = saved[0];
        const { paddings } = attrs;
        const begin = paddings.map(p => p[0]);
        return { x: () => slice(dy, begin, x.shape) };
    }
};
return { mirrorPadGradConfig };
})();

const gradients_Mod_grad = (() => {
const { Mod, div, floor, mul, neg, reshape, sum } = core;
const { assertAndGetBroadcastShape, getReductionAxes } = core.broadcast_util;
const modGradConfig = {
    kernelName: Mod,
    inputsToSave: ['a', 'b'],
    gradFunc: (dy, saved) => {
        const [a, b] = saved;
        const outShape = assertAndGetBroadcastShape(a.shape, b.shape);
        const derA = () => {
            const reduceAxes = getReductionAxes(a.shape, outShape);
            if (reduceAxes.length > 0) {
                return reshape(sum(dy, reduceAxes), a.shape);
            }
            return dy;
        };
        const derB = () => {
            const res = mul(dy, neg(floor(div(a, b))));
            const reduceAxes = getReductionAxes(b.shape, outShape);
            if (reduceAxes.length > 0) {
                return reshape(sum(res, reduceAxes), b.shape);
            }
            return res;
        };
        return { a: derA, b: derB };
    }
};
return { modGradConfig };
})();

const gradients_Multiply_grad = (() => {
const { Multiply, cast, mul, reshape, sum } = core;
const { assertAndGetBroadcastShape, getReductionAxes } = core.broadcast_util;
const multiplyGradConfig = {
    kernelName: Multiply,
    inputsToSave: ['a', 'b'],
    gradFunc: (dy, saved) => {
        const [a, b] = saved;
        const outShape = assertAndGetBroadcastShape(a.shape, b.shape);
        const derA = () => {
            const res = mul(dy, cast(b, 'float32'));
            const reduceAxes = getReductionAxes(a.shape, outShape);
            if (reduceAxes.length > 0) {
                return reshape(sum(res, reduceAxes), a.shape);
            }
            return res;
        };
        const derB = () => {
            const res = mul(dy, cast(a, 'float32'));
            const reduceAxes = getReductionAxes(b.shape, outShape);
            if (reduceAxes.length > 0) {
                return reshape(sum(res, reduceAxes), b.shape);
            }
            return res;
        };
        return { a: derA, b: derB };
    }
};
return { multiplyGradConfig };
})();

const gradients_Neg_grad = (() => {
const { Neg, neg } = core;
const negGradConfig = {
    kernelName: Neg,
    gradFunc: (dy) => {
        return { x: () => neg(dy) };
    }
};
return { negGradConfig };
})();

const gradients_OneHot_grad = (() => {
const { OneHot, zeros } = core;
const oneHotGradConfig = {
    kernelName: OneHot,
    inputsToSave: ['indices'],
    gradFunc: (dy, saved) => {
        const indices = saved[0];
        return { indices: () => zeros(indices.shape, 'float32') };
    }
};
return { oneHotGradConfig };
})();

const gradients_OnesLike_grad = (() => {
const { OnesLike, zerosLike } = core;
const onesLikeGradConfig = {
    kernelName: OnesLike,
    gradFunc: (dy) => {
        return { x: () => zerosLike(dy) };
    }
};
return { onesLikeGradConfig };
})();

const gradients_Pack_grad = (() => {
const { Pack, unstack } = core;
const packGradConfig = {
    kernelName: Pack,
    saveAllInputs: true,
    gradFunc: (dy, saved, attrs) => {
        const { axis } = attrs;
        const derTensors = unstack(dy, axis);
        return derTensors.map(t => () => t);
    }
};
return { packGradConfig };
})();

const gradients_PadV2_grad = (() => {
const { PadV2, slice } = core;
const padV2GradConfig = {
    kernelName: PadV2,
    inputsToSave: ['x'],
    gradFunc: (dy, saved, attrs) => {
        // Pad introduces values around the original tensor, so the gradient
        // slices the original shape out of the gradient.
        const x = saved[0];
        const { paddings } = attrs;
        const begin = paddings.map(p => p[0]);
        return { x: () => slice(dy, begin, x.shape) };
    }
};
return { padV2GradConfig };
})();

const gradients_Pow_grad = (() => {
const { Pow, broadcast_util: broadcast_util, cast, greater, log, mul, pow, reshape, scalar, sub, sum, where, zerosLike } = core;
const powGradConfig = {
    kernelName: Pow,
    inputsToSave: ['a', 'b'],
    outputsToSave: [true],
    gradFunc: (dy, saved) => {
        const [a, b, y] = saved;
        const base = a;
        const exp = b;
        const outShape = broadcast_util.assertAndGetBroadcastShape(base.shape, exp.shape);
        const derBase = () => {
            const expFloat = cast(exp, 'float32');
            let res = mul(dy, mul(expFloat, pow(base, sub(expFloat, scalar(1)))));
            const reduceAxes = broadcast_util.getReductionAxes(base.shape, outShape);
            if (reduceAxes.length > 0) {
                res = sum(res, reduceAxes);
            }
            return reshape(res, base.shape);
        };
        const derExp = () => {
            const condition = greater(base, 0);
            const logBase = where(condition, log(base), zerosLike(base));
            let res = mul(dy, mul(y, logBase));
            const reduceAxes = broadcast_util.getReductionAxes(exp.shape, outShape);
            if (reduceAxes.length > 0) {
                res = sum(res, reduceAxes);
            }
            return reshape(res, exp.shape);
        };
        return { a: derBase, b: derExp };
    }
};
return { powGradConfig };
})();

const gradients_Prelu_grad = (() => {
const { Prelu, greater, mul, reshape, sum, where, zerosLike } = core;
const { getReductionAxes } = core.broadcast_util;
const preluGradConfig = {
    kernelName: Prelu,
    inputsToSave: ['x', 'alpha'],
    gradFunc: (dy, saved) => {
        const [x, alpha] = saved;
        const mask = greater(x, 0);
        return {
            x: () => where(mask, dy, mul(dy, alpha)),
            alpha: () => {
                let res = where(mask, zerosLike(dy), mul(dy, x));
                const reduceAxes = getReductionAxes(alpha.shape, dy.shape);
                if (reduceAxes.length > 0) {
                    res = sum(res, reduceAxes);
                }
                return reshape(res, alpha.shape);
            }
        };
    }
};
return { preluGradConfig };
})();

const gradients_Prod_grad = (() => {
const { backend_util, Prod, cumprod, mul, reshape, transpose } = core;
// Gradient for product operation on a single axis.
function prodGradFn_(x, dy, axis) {
    // The gradient tensor (dy) has a set of axes removed, so we create re-shaped
    // versions (of size 1) for the removed axis; this supports broadcasting over
    // those dimensions.
    const expandedYShape = x.shape.slice();
    expandedYShape[axis] = 1;
    // The actual gradient computation.
    const expandedDy = reshape(dy, expandedYShape);
    const xCumProd = cumprod(x, axis, true, false);
    const xCumRevProd = cumprod(x, axis, true, true);
    const dx = mul(xCumProd, xCumRevProd);
    return mul(expandedDy, dx);
}
// Support gradients when the product is done on many axes at once.
// This done py pushing all the axes on which the product is applied into a
// single axis.
function prodsGradFn_(x, dy, axis) {
    // Move all axes for doing prod over to the end of the tensor.
    const xRank = x.shape.length;
    const finalProdAxis = xRank - axis.length;
    const xPermutation = backend_util.getAxesPermutation(axis, xRank);
    let permutedX = x;
    if (xPermutation != null) {
        permutedX = transpose(x, xPermutation);
    }
    // Reshape all the prod dimensions into a single one, and do compute prod
    // gradients on that.
    const newShape = permutedX.shape.slice();
    const removedShape = newShape.splice(xRank - axis.length, axis.length);
    const endPartShape = removedShape.reduce((p, c) => p * c, 1);
    newShape.push(endPartShape);
    const reshapedPermutedX = permutedX.reshape(newShape);
    let prodGrad = prodGradFn_(reshapedPermutedX, dy, finalProdAxis);
    // Undo the re-shaping now we have the dx vector, and permute back to
    // original axes order.
    prodGrad = prodGrad.reshape(permutedX.shape);
    if (xPermutation != null) {
        const undoPermutation = backend_util.getUndoAxesPermutation(xPermutation);
        prodGrad = transpose(prodGrad, undoPermutation);
    }
    return prodGrad;
}
// Running example:
// [
//   [
//     [3.0, 4.0],
//     [5.0, 6.0],
//     [7.0, 8.0]
//   ],
//   [
//     [3.0, 5.0],
//     [0.0, 6.0],
//     [5.0, 6.0]
//   ]
// ]
//
const prodGradConfig = {
    kernelName: Prod,
    inputsToSave: ['x'],
    gradFunc: (dy, saved, attrs) => {
        const [x] = saved;
        const { axis } = attrs;
        let axisArr = [];
        if (axis === undefined || axis === null) {
            axisArr = x.shape.map((_, i) => i);
        }
        else if (typeof axis === 'number') {
            axisArr = [axis];
        }
        else {
            axisArr = axis;
        }
        return { x: () => prodsGradFn_(x, dy, axisArr) };
    }
};
return { prodGradConfig };
})();

const gradients_RealDiv_grad = (() => {
const { RealDiv, broadcast_util: broadcast_util, cast, div, mul, neg, reshape, square, sum } = core;
const divGradConfig = {
    kernelName: RealDiv,
    inputsToSave: ['a', 'b'],
    gradFunc: (dy, saved) => {
        const [a, b] = saved;
        const outShape = broadcast_util.assertAndGetBroadcastShape(a.shape, b.shape);
        const derA = () => {
            const res = div(dy, cast(b, 'float32'));
            const reduceAxes = broadcast_util.getReductionAxes(a.shape, outShape);
            if (reduceAxes.length > 0) {
                return reshape(sum(res, reduceAxes), a.shape);
            }
            return res;
        };
        const derB = () => {
            let res = mul(dy, cast(a, 'float32'));
            const reduceAxes = broadcast_util.getReductionAxes(b.shape, outShape);
            if (reduceAxes.length > 0) {
                res = reshape(sum(res, reduceAxes), b.shape);
            }
            const tmp = square(b);
            return neg(div(res, cast(tmp, 'float32')));
        };
        return { a: derA, b: derB };
    }
};
return { divGradConfig };
})();

const gradients_Reciprocal_grad = (() => {
const { Reciprocal, div, neg, square } = core;
const reciprocalGradConfig = {
    kernelName: Reciprocal,
    inputsToSave: ['x'],
    gradFunc: (dy, saved) => {
        const [x] = saved;
        return { x: () => div(dy, neg(square(x))) };
    }
};
return { reciprocalGradConfig };
})();

const gradients_Relu6_grad = (() => {
const { Relu6, cast, lessEqual, mul, step } = core;
const relu6GradConfig = {
    kernelName: Relu6,
    inputsToSave: ['x'],
    gradFunc: (dy, saved) => {
        const [x] = saved;
        const mask = mul(lessEqual(x, 6), step(x));
        return { x: () => mul(dy, cast(mask, 'float32')) };
    }
};
return { relu6GradConfig };
})();

const gradients_Relu_grad = (() => {
const { Relu, cast, mul, step } = core;
const reluGradConfig = {
    kernelName: Relu,
    inputsToSave: ['x'],
    gradFunc: (dy, saved) => {
        const [x] = saved;
        return { x: () => mul(dy, cast(step(x), 'float32')) };
    }
};
return { reluGradConfig };
})();

const gradients_Reshape_grad = (() => {
const { Reshape, reshape } = core;
const reshapeGradConfig = {
    kernelName: Reshape,
    inputsToSave: ['x'],
    gradFunc: (dy, saved) => {
        const [x] = saved;
        return { x: () => reshape(dy, x.shape) };
    }
};
return { reshapeGradConfig };
})();

const gradients_ResizeBilinear_grad = (() => {
const { ENGINE } = renamed;
const { ResizeBilinear, ResizeBilinearGrad } = core;
const resizeBilinearGradConfig = {
    kernelName: ResizeBilinear,
    inputsToSave: ['images'],
    gradFunc: (dy, saved, attrs) => {
        const [images] = saved;
        const inputs = { dy, images };
        const imagesDer = () => 
        // tslint:disable-next-line: no-unnecessary-type-assertion
        ENGINE.runKernel(ResizeBilinearGrad, inputs, attrs);
        return { images: imagesDer };
    }
};
return { resizeBilinearGradConfig };
})();

const gradients_ResizeNearestNeighbor_grad = (() => {
const { ENGINE } = renamed;
const { ResizeNearestNeighbor, ResizeNearestNeighborGrad } = core;
const resizeNearestNeighborGradConfig = {
    kernelName: ResizeNearestNeighbor,
    inputsToSave: ['images'],
    gradFunc: (dy, saved, attrs) => {
        const [images] = saved;
        const inputs = { dy, images };
        const imagesDer = () => 
        // tslint:disable-next-line: no-unnecessary-type-assertion
        ENGINE.runKernel(ResizeNearestNeighborGrad, inputs, attrs);
        return { images: imagesDer };
    }
};
return { resizeNearestNeighborGradConfig };
})();

const gradients_Reverse_grad = (() => {
const { Reverse, reverse } = core;
const { parseAxisParam } = core.util;
const reverseGradConfig = {
    kernelName: Reverse,
    gradFunc: (dy, saved, attrs) => {
        const { dims } = attrs;
        const axes = parseAxisParam(dims, dy.shape);
        return { x: () => reverse(dy, axes) };
    }
};
return { reverseGradConfig };
})();

const gradients_Round_grad = (() => {
const { Round, zerosLike } = core;
const roundGradConfig = {
    kernelName: Round,
    gradFunc: (dy) => {
        // TODO(nsthorat): Let gradients be null for cases where we want to stop
        // backpropgation.
        return { x: () => zerosLike(dy) };
    }
};
return { roundGradConfig };
})();

const gradients_Rsqrt_grad = (() => {
const { Rsqrt, div, mul, neg, pow } = core;
const rsqrtGradConfig = {
    kernelName: Rsqrt,
    inputsToSave: ['x'],
    gradFunc: (dy, saved) => {
        const [x] = saved;
        return { x: () => neg(div(dy, mul(pow(x, 1.5), 2))) };
    }
};
return { rsqrtGradConfig };
})();

const gradients_Select_grad = (() => {
const { Select, cast, logicalNot, mul, zerosLike } = core;
const selectGradConfig = {
    kernelName: Select,
    inputsToSave: ['condition'],
    gradFunc: (dy, saved) => {
        const [condition] = saved;
        return {
            // TODO(julianoks): Return null for condition gradient
            // when backprop supports it.
            condition: () => cast(zerosLike(condition), 'float32'),
            t: () => mul(dy, cast(condition, dy.dtype)),
            e: () => mul(dy, cast(logicalNot(condition), dy.dtype))
        };
    }
};
return { selectGradConfig };
})();

const gradients_Selu_grad = (() => {
const { Selu, cast, exp, greater, mul, scalar, where } = core;
const { SELU_SCALE, SELU_SCALEALPHA } = core.backend_util;
const seluGradConfig = {
    kernelName: Selu,
    inputsToSave: ['x'],
    gradFunc: (dy, saved) => {
        const [x] = saved;
        return {
            x: () => {
                const mask = greater(x, scalar(0));
                const scaleAlpha = scalar(SELU_SCALEALPHA);
                const scale = scalar(SELU_SCALE);
                const greaterThanZeroDer = mul(dy, scale);
                const lessEqualZeroDer = mul(mul(dy, scaleAlpha), exp(cast(x, 'float32')));
                return where(mask, greaterThanZeroDer, lessEqualZeroDer);
            }
        };
    }
};
return { seluGradConfig };
})();

const gradients_Sigmoid_grad = (() => {
const { Sigmoid, mul, scalar, sub } = core;
const sigmoidGradConfig = {
    kernelName: Sigmoid,
    outputsToSave: [true],
    gradFunc: (dy, saved) => {
        const [y] = saved;
        return { x: () => mul(dy, mul(y, sub(scalar(1), y))) };
    }
};
return { sigmoidGradConfig };
})();

const gradients_Sign_grad = (() => {
const { Sign, zerosLike } = core;
const signGradConfig = {
    kernelName: Sign,
    gradFunc: (dy) => {
        return { x: () => zerosLike(dy) };
    }
};
return { signGradConfig };
})();

const gradients_Sin_grad = (() => {
const { Sin, cast, cos, mul } = core;
const sinGradConfig = {
    kernelName: Sin,
    inputsToSave: ['x'],
    gradFunc: (dy, saved) => {
        const [x] = saved;
        return { x: () => mul(cos(cast(x, 'float32')), dy) };
    }
};
return { sinGradConfig };
})();

const gradients_Sinh_grad = (() => {
const { Sinh, cast, cosh, mul } = core;
const sinhGradConfig = {
    kernelName: Sinh,
    inputsToSave: ['x'],
    gradFunc: (dy, saved) => {
        const [x] = saved;
        return { x: () => mul(cosh(cast(x, 'float32')), dy) };
    }
};
return { sinhGradConfig };
})();

const gradients_Slice_grad = (() => {
const { Slice, pad } = core;
const { parseSliceParams } = core.slice_util;
const sliceGradConfig = {
    kernelName: Slice,
    inputsToSave: ['x'],
    gradFunc: (dy, saved, attrs) => {
        const [x] = saved;
        const { begin, size } = attrs;
        const inputShape = x.shape;
        const [begin_, size_] = parseSliceParams(x, begin, size);
        // Create an Nx2 padding where the first column represents how many
        // zeros are prepended (at start) for each dimension, and the second
        // column indicates how many zeros are appended (at end).
        // The number of zeros to append is the shape of the input
        // elementwise-subtracted by both the begin vector and sizes vector.
        const paddings = [];
        for (let i = 0; i < dy.rank; i++) {
            paddings.push([begin_[i], inputShape[i] - begin_[i] - size_[i]]);
        }
        return { x: () => pad(dy, paddings) };
    }
};
return { sliceGradConfig };
})();

const gradients_Softmax_grad = (() => {
const { Softmax, mul, sub, sum } = core;
const softmaxGradConfig = {
    kernelName: Softmax,
    outputsToSave: [true],
    gradFunc: (dy, saved, attrs) => {
        const [y] = saved;
        const { dim } = attrs;
        const keepDims = true;
        const dyTimesY = mul(dy, y);
        return {
            logits: () => sub(dyTimesY, mul(sum(dyTimesY, [dim], keepDims), y))
        };
    }
};
return { softmaxGradConfig };
})();

const gradients_Softplus_grad = (() => {
const { Softplus, mul, sigmoid } = core;
const softplusGradConfig = {
    kernelName: Softplus,
    inputsToSave: ['x'],
    gradFunc: (dy, saved) => {
        const [x] = saved;
        return { x: () => mul(dy, sigmoid(x)) };
    }
};
return { softplusGradConfig };
})();

const gradients_SpaceToBatchND_grad = (() => {
const { SpaceToBatchND, batchToSpaceND } = core;
const spaceToBatchNDGradConfig = {
    kernelName: SpaceToBatchND,
    gradFunc: (dy, saved, attrs) => {
        const { blockShape, paddings } = attrs;
        return { x: () => batchToSpaceND(dy, blockShape, paddings) };
    }
};
return { spaceToBatchNDGradConfig };
})();

const gradients_SplitV_grad = (() => {
const { SplitV, concat } = core;
const splitVGradConfig = {
    kernelName: SplitV,
    gradFunc: (dy, saved, attrs) => {
        const { axis } = attrs;
        return { x: () => concat(dy, axis) };
    }
};
return { splitVGradConfig };
})();

const gradients_Sqrt_grad = (() => {
const { Sqrt, cast, div, mul, sqrt } = core;
const sqrtGradConfig = {
    kernelName: Sqrt,
    inputsToSave: ['x'],
    gradFunc: (dy, saved) => {
        const [x] = saved;
        return { x: () => div(dy, mul(sqrt(cast(x, 'float32')), 2)) };
    }
};
return { sqrtGradConfig };
})();

const gradients_Square_grad = (() => {
const { Square, cast, mul } = core;
const squareGradConfig = {
    kernelName: Square,
    inputsToSave: ['x'],
    gradFunc: (dy, saved) => {
        const [x] = saved;
        return { x: () => mul(dy, mul(cast(x, 'float32'), 2)) };
    }
};
return { squareGradConfig };
})();

const gradients_SquaredDifference_grad = (() => {
const { SquaredDifference, mul, scalar, sub } = core;
const squaredDifferenceGradConfig = {
    kernelName: SquaredDifference,
    inputsToSave: ['a', 'b'],
    gradFunc: (dy, saved) => {
        const [a, b] = saved;
        const two = scalar(2);
        const derA = () => mul(dy, mul(two, sub(a, b)));
        const derB = () => mul(dy, mul(two, sub(b, a)));
        return { a: derA, b: derB };
    }
};
return { squaredDifferenceGradConfig };
})();

const gradients_Step_grad = (() => {
const { Step, zerosLike } = core;
const stepGradConfig = {
    kernelName: Step,
    gradFunc: (dy) => {
        // TODO(manrajgrover): Return null for gradients when backprop supports
        // it.
        return { x: () => zerosLike(dy) };
    }
};
return { stepGradConfig };
})();

const gradients_Sub_grad = (() => {
const { Sub, broadcast_util: broadcast_util, neg, reshape, sum } = core;
const subGradConfig = {
    kernelName: Sub,
    inputsToSave: ['a', 'b'],
    gradFunc: (dy, saved) => {
        const [a, b] = saved;
        const outShape = broadcast_util.assertAndGetBroadcastShape(a.shape, b.shape);
        const derA = () => {
            let res = dy;
            const reduceAxes = broadcast_util.getReductionAxes(a.shape, outShape);
            if (reduceAxes.length > 0) {
                res = sum(res, reduceAxes);
            }
            return reshape(res, a.shape);
        };
        const derB = () => {
            let res = dy;
            const reduceAxes = broadcast_util.getReductionAxes(b.shape, outShape);
            if (reduceAxes.length > 0) {
                res = sum(res, reduceAxes);
            }
            return reshape(neg(res), b.shape);
        };
        return { a: derA, b: derB };
    }
};
return { subGradConfig };
})();

const gradients_Sum_grad = (() => {
const { Sum, mul, ones, reshape } = core;
const { parseAxisParam } = core.util;
const sumGradConfig = {
    kernelName: Sum,
    inputsToSave: ['x'],
    gradFunc: (dy, saved, attrs) => {
        const [x] = saved;
        const expandedDyShape = x.shape.slice();
        const { axis } = attrs;
        const axes = parseAxisParam(axis, x.shape);
        axes.forEach(axis => {
            expandedDyShape[axis] = 1;
        });
        const expandedDy = reshape(dy, expandedDyShape);
        const derX = mul(expandedDy, ones(x.shape, 'float32'));
        return { x: () => derX };
    }
};
return { sumGradConfig };
})();

const gradients_Tan_grad = (() => {
const { Tan, cos, div, square } = core;
const tanGradConfig = {
    kernelName: Tan,
    inputsToSave: ['x'],
    gradFunc: (dy, saved) => {
        const [x] = saved;
        return { x: () => div(dy, square(cos(x))) };
    }
};
return { tanGradConfig };
})();

const gradients_Tanh_grad = (() => {
const { Tanh, mul, scalar, square, sub } = core;
const tanhGradConfig = {
    kernelName: Tanh,
    outputsToSave: [true],
    gradFunc: (dy, saved) => {
        const [y] = saved;
        return { x: () => mul(sub(scalar(1), square(y)), dy) };
    }
};
return { tanhGradConfig };
})();

const gradients_Tile_grad = (() => {
const { Tile, add, slice, zerosLike } = core;
const tileGradConfig = {
    kernelName: Tile,
    inputsToSave: ['x'],
    gradFunc: (dy, saved, attrs) => {
        const [x] = saved;
        const { reps } = attrs;
        const derX = () => {
            let xGrad = zerosLike(x);
            // TODO(cais): Maybe reduce memory footprint by avoiding repeated
            // slicing.
            if (x.rank === 1) {
                for (let i = 0; i < reps[0]; ++i) {
                    xGrad = add(xGrad, slice(dy, [i * x.shape[0]], [x.shape[0]]));
                }
            }
            else if (x.rank === 2) {
                for (let i = 0; i < reps[0]; ++i) {
                    for (let j = 0; j < reps[1]; ++j) {
                        xGrad = add(xGrad, slice(dy, [i * x.shape[0], j * x.shape[1]], [
                            x.shape[0], x.shape[1]
                        ]));
                    }
                }
            }
            else if (x.rank === 3) {
                for (let i = 0; i < reps[0]; ++i) {
                    for (let j = 0; j < reps[1]; ++j) {
                        for (let k = 0; k < reps[2]; ++k) {
                            xGrad =
                                add(xGrad, slice(dy, [i * x.shape[0], j * x.shape[1], k * x.shape[2]], [x.shape[0], x.shape[1], x.shape[2]]));
                        }
                    }
                }
            }
            else if (x.rank === 4) {
                for (let i = 0; i < reps[0]; ++i) {
                    for (let j = 0; j < reps[1]; ++j) {
                        for (let k = 0; k < reps[2]; ++k) {
                            for (let l = 0; l < reps[3]; ++l) {
                                xGrad =
                                    add(xGrad, slice(dy, [
                                        i * x.shape[0], j * x.shape[1], k * x.shape[2],
                                        l * x.shape[3]
                                    ], [x.shape[0], x.shape[1], x.shape[2], x.shape[3]]));
                            }
                        }
                    }
                }
            }
            else {
                throw new Error(`Gradient for tile operation is not implemented for rank-` +
                    `${x.rank} tensors yet.`);
            }
            return xGrad;
        };
        return { x: derX };
    },
};
return { tileGradConfig };
})();

const gradients_Transpose_grad = (() => {
const { Transpose, backend_util: axis_util, transpose } = core;
const transposeGradConfig = {
    kernelName: Transpose,
    gradFunc: (dy, saved, attrs) => {
        const transposeAttrs = attrs;
        const { perm } = transposeAttrs;
        const undoPerm = axis_util.getUndoAxesPermutation(perm);
        return { x: () => transpose(dy, undoPerm) };
    }
};
return { transposeGradConfig };
})();

const gradients_Unpack_grad = (() => {
const { Unpack, stack } = core;
const unpackGradConfig = {
    kernelName: Unpack,
    gradFunc: (dy, saved, attrs) => {
        const unpackAttrs = attrs;
        const { axis } = unpackAttrs;
        return { value: () => stack(dy, axis) };
    }
};
return { unpackGradConfig };
})();

const gradients_UnsortedSegmentSum_grad = (() => {
const { UnsortedSegmentSum, expandDims, gather, greaterEqual, logicalAnd, maximum, ones, scalar, where, zerosLike } = core;
const unsortedSegmentSumGradConfig = {
    kernelName: UnsortedSegmentSum,
    inputsToSave: ['segmentIds'],
    gradFunc: (dy, saved) => {
        const [segmentIds] = saved;
        const derX = () => {
            return gatherDropNegatives(dy, segmentIds);
        };
        return { x: derX };
    }
};
function gatherDropNegatives(x, indices) {
    // Helper function for unsorted segment ops. Gathers params for
    // positive segment ids and gathers 0 for inputs with negative segment id.
    // Mirrors _GatherDropNegatives from tensorflow/python/ops/math_grad.py
    const zeroClippedIndices = maximum(indices, zerosLike(indices));
    const gathered = gather(x, zeroClippedIndices);
    let isPositive = greaterEqual(indices, scalar(0, 'int32'));
    const numIters = gathered.rank - isPositive.rank;
    for (let i = 0; i < numIters; ++i) {
        isPositive = expandDims(isPositive, i + 1);
    }
    isPositive = logicalAnd(isPositive, ones(gathered.shape, 'bool'));
    const zeroSlice = zerosLike(gathered);
    return where(isPositive, gathered, zeroSlice);
}
return { unsortedSegmentSumGradConfig };
})();

const gradients_ZerosLike_grad = (() => {
const { ZerosLike, zerosLike } = core;
const zerosLikeGradConfig = {
    kernelName: ZerosLike,
    gradFunc: (dy) => {
        return { x: () => zerosLike(dy) };
    }
};
return { zerosLikeGradConfig };
})();

{
const { absGradConfig } = gradients_Abs_grad;
const { acosGradConfig } = gradients_Acos_grad;
const { acoshGradConfig } = gradients_Acosh_grad;
const { addGradConfig } = gradients_Add_grad;
const { addNGradConfig } = gradients_AddN_grad;
const { argMaxGradConfig } = gradients_ArgMax_grad;
const { argMinGradConfig } = gradients_ArgMin_grad;
const { asinGradConfig } = gradients_Asin_grad;
const { asinhGradConfig } = gradients_Asinh_grad;
const { atan2GradConfig } = gradients_Atan2_grad;
const { atanGradConfig } = gradients_Atan_grad;
const { atanhGradConfig } = gradients_Atanh_grad;
const { avgPool3DGradConfig } = gradients_AvgPool3D_grad;
const { avgPoolGradConfig } = gradients_AvgPool_grad;
const { batchMatMulGradConfig } = gradients_BatchMatMul_grad;
const { batchToSpaceNDGradConfig } = gradients_BatchToSpaceND_grad;
const { broadcastToGradConfig } = gradients_BroadcastTo_grad;
const { castGradConfig } = gradients_Cast_grad;
const { ceilGradConfig } = gradients_Ceil_grad;
const { clipByValueGradConfig } = gradients_ClipByValue_grad;
const { complexAbsGradConfig } = gradients_ComplexAbs_grad;
const { concatGradConfig } = gradients_Concat_grad;
const { conv2DGradConfig } = gradients_Conv2D_grad;
const { conv2DBackpropInputGradConfig } = gradients_Conv2DBackpropInput_grad;
const { conv3DGradConfig } = gradients_Conv3D_grad;
const { cosGradConfig } = gradients_Cos_grad;
const { coshGradConfig } = gradients_Cosh_grad;
const { cumsumGradConfig } = gradients_Cumsum_grad;
const { depthwiseConv2dNativeGradConfig } = gradients_DepthwiseConv2dNative_grad;
const { dilation2dGradConfig } = gradients_Dilation2D_grad;
const { eluGradConfig } = gradients_Elu_grad;
const { erfGradConfig } = gradients_Erf_grad;
const { expGradConfig } = gradients_Exp_grad;
const { expandDimsGradConfig } = gradients_ExpandDims_grad;
const { expm1GradConfig } = gradients_Expm1_grad;
const { floorGradConfig } = gradients_Floor_grad;
const { floorDivGradConfig } = gradients_FloorDiv_grad;
const { fusedBatchNormGradConfig } = gradients_FusedBatchNorm_grad;
const { gatherGradConfig } = gradients_GatherV2_grad;
const { greaterEqualGradConfig } = gradients_GreaterEqual_grad;
const { identityGradConfig } = gradients_Identity_grad;
const { isFiniteGradConfig } = gradients_IsFinite_grad;
const { isInfGradConfig } = gradients_IsInf_grad;
const { isNanGradConfig } = gradients_IsNan_grad;
const { leakyReluGradConfig } = gradients_LeakyRelu_grad;
const { log1pGradConfig } = gradients_Log1p_grad;
const { logGradConfig } = gradients_Log_grad;
const { logSoftmaxGradConfig } = gradients_LogSoftmax_grad;
const { lrnGradConfig } = gradients_LRN_grad;
const { maxGradConfig } = gradients_Max_grad;
const { maximumGradConfig } = gradients_Maximum_grad;
const { maxPool3DGradConfig } = gradients_MaxPool3D_grad;
const { maxPoolGradConfig } = gradients_MaxPool_grad;
const { meanGradConfig } = gradients_Mean_grad;
const { minGradConfig } = gradients_Min_grad;
const { minimumGradConfig } = gradients_Minimum_grad;
const { mirrorPadGradConfig } = gradients_MirrorPad_grad;
const { modGradConfig } = gradients_Mod_grad;
const { multiplyGradConfig } = gradients_Multiply_grad;
const { negGradConfig } = gradients_Neg_grad;
const { oneHotGradConfig } = gradients_OneHot_grad;
const { onesLikeGradConfig } = gradients_OnesLike_grad;
const { packGradConfig } = gradients_Pack_grad;
const { padV2GradConfig } = gradients_PadV2_grad;
const { powGradConfig } = gradients_Pow_grad;
const { preluGradConfig } = gradients_Prelu_grad;
const { prodGradConfig } = gradients_Prod_grad;
const { divGradConfig } = gradients_RealDiv_grad;
const { reciprocalGradConfig } = gradients_Reciprocal_grad;
const { relu6GradConfig } = gradients_Relu6_grad;
const { reluGradConfig } = gradients_Relu_grad;
const { reshapeGradConfig } = gradients_Reshape_grad;
const { resizeBilinearGradConfig } = gradients_ResizeBilinear_grad;
const { resizeNearestNeighborGradConfig } = gradients_ResizeNearestNeighbor_grad;
const { reverseGradConfig } = gradients_Reverse_grad;
const { roundGradConfig } = gradients_Round_grad;
const { rsqrtGradConfig } = gradients_Rsqrt_grad;
const { selectGradConfig } = gradients_Select_grad;
const { seluGradConfig } = gradients_Selu_grad;
const { sigmoidGradConfig } = gradients_Sigmoid_grad;
const { signGradConfig } = gradients_Sign_grad;
const { sinGradConfig } = gradients_Sin_grad;
const { sinhGradConfig } = gradients_Sinh_grad;
const { sliceGradConfig } = gradients_Slice_grad;
const { softmaxGradConfig } = gradients_Softmax_grad;
const { softplusGradConfig } = gradients_Softplus_grad;
const { spaceToBatchNDGradConfig } = gradients_SpaceToBatchND_grad;
const { splitVGradConfig } = gradients_SplitV_grad;
const { sqrtGradConfig } = gradients_Sqrt_grad;
const { squareGradConfig } = gradients_Square_grad;
const { squaredDifferenceGradConfig } = gradients_SquaredDifference_grad;
const { stepGradConfig } = gradients_Step_grad;
const { subGradConfig } = gradients_Sub_grad;
const { sumGradConfig } = gradients_Sum_grad;
const { tanGradConfig } = gradients_Tan_grad;
const { tanhGradConfig } = gradients_Tanh_grad;
const { tileGradConfig } = gradients_Tile_grad;
const { transposeGradConfig } = gradients_Transpose_grad;
const { unpackGradConfig } = gradients_Unpack_grad;
const { unsortedSegmentSumGradConfig } = gradients_UnsortedSegmentSum_grad;
const { zerosLikeGradConfig } = gradients_ZerosLike_grad;
const { registerGradient } = core;
// Export all kernel configs here so that the package can auto register them
const gradConfigs = [
    absGradConfig,
    acosGradConfig,
    acoshGradConfig,
    addGradConfig,
    addNGradConfig,
    argMaxGradConfig,
    argMinGradConfig,
    asinGradConfig,
    asinhGradConfig,
    atan2GradConfig,
    atanGradConfig,
    atanhGradConfig,
    avgPool3DGradConfig,
    avgPoolGradConfig,
    batchMatMulGradConfig,
    batchToSpaceNDGradConfig,
    broadcastToGradConfig,
    castGradConfig,
    ceilGradConfig,
    clipByValueGradConfig,
    complexAbsGradConfig,
    concatGradConfig,
    conv2DBackpropInputGradConfig,
    conv2DGradConfig,
    conv3DGradConfig,
    cosGradConfig,
    coshGradConfig,
    cumsumGradConfig,
    depthwiseConv2dNativeGradConfig,
    dilation2dGradConfig,
    divGradConfig,
    eluGradConfig,
    erfGradConfig,
    expGradConfig,
    expandDimsGradConfig,
    expm1GradConfig,
    floorDivGradConfig,
    floorGradConfig,
    fusedBatchNormGradConfig,
    gatherGradConfig,
    greaterEqualGradConfig,
    identityGradConfig,
    isFiniteGradConfig,
    isInfGradConfig,
    isNanGradConfig,
    leakyReluGradConfig,
    log1pGradConfig,
    logGradConfig,
    logSoftmaxGradConfig,
    lrnGradConfig,
    maxGradConfig,
    maxGradConfig,
    maximumGradConfig,
    maxPool3DGradConfig,
    maxPoolGradConfig,
    meanGradConfig,
    minGradConfig,
    minimumGradConfig,
    mirrorPadGradConfig,
    modGradConfig,
    multiplyGradConfig,
    negGradConfig,
    oneHotGradConfig,
    onesLikeGradConfig,
    packGradConfig,
    padV2GradConfig,
    padV2GradConfig,
    powGradConfig,
    preluGradConfig,
    prodGradConfig,
    reciprocalGradConfig,
    relu6GradConfig,
    reluGradConfig,
    reshapeGradConfig,
    resizeBilinearGradConfig,
    resizeNearestNeighborGradConfig,
    reverseGradConfig,
    roundGradConfig,
    rsqrtGradConfig,
    selectGradConfig,
    seluGradConfig,
    sigmoidGradConfig,
    signGradConfig,
    sinGradConfig,
    sinhGradConfig,
    sliceGradConfig,
    softmaxGradConfig,
    softplusGradConfig,
    spaceToBatchNDGradConfig,
    spaceToBatchNDGradConfig,
    splitVGradConfig,
    splitVGradConfig,
    sqrtGradConfig,
    squaredDifferenceGradConfig,
    squareGradConfig,
    stepGradConfig,
    subGradConfig,
    sumGradConfig,
    tanGradConfig,
    tanhGradConfig,
    tileGradConfig,
    transposeGradConfig,
    unpackGradConfig,
    unsortedSegmentSumGradConfig,
    zerosLikeGradConfig
];
for (const gradientConfig of gradConfigs) {
    registerGradient(gradientConfig);
}
}

{
const { abs } = core;
const { getGlobalTensorClass } = renamed;
// TODO update import path once op is modularized.
getGlobalTensorClass().prototype.abs = function () {
    this.throwIfDisposed();
    return abs(this);
};
}

{
const { acos } = core;
const { getGlobalTensorClass } = renamed;
// TODO update import path once op is modularized.
getGlobalTensorClass().prototype.acos = function () {
    this.throwIfDisposed();
    return acos(this);
};
}

{
const { acosh } = core;
const { getGlobalTensorClass } = renamed;
// TODO update import path once op is modularized.
getGlobalTensorClass().prototype.acosh = function () {
    this.throwIfDisposed();
    return acosh(this);
};
}

{
const { add } = core;
const { getGlobalTensorClass } = renamed;
getGlobalTensorClass().prototype.add = function (b) {
    this.throwIfDisposed();
    return add(this, b);
};
}

{
const { all } = core;
const { getGlobalTensorClass } = renamed;
getGlobalTensorClass().prototype.all = function (axis, keepDims) {
    this.throwIfDisposed();
    return all(this, axis, keepDims);
};
}

{
const { any } = core;
const { getGlobalTensorClass } = renamed;
getGlobalTensorClass().prototype.any = function (axis, keepDims) {
    this.throwIfDisposed();
    return any(this, axis, keepDims);
};
}

{
const { argMax } = core;
const { getGlobalTensorClass } = renamed;
getGlobalTensorClass().prototype.argMax = function (axis) {
    this.throwIfDisposed();
    return argMax(this, axis);
};
}

{
const { argMin } = core;
const { getGlobalTensorClass } = renamed;
getGlobalTensorClass().prototype.argMin = function (axis) {
    this.throwIfDisposed();
    return argMin(this, axis);
};
}

{
const { reshape } = core;
const { getGlobalTensorClass } = renamed;
const { assert } = core.util;
getGlobalTensorClass().prototype.asScalar = function () {
    this.throwIfDisposed();
    assert(this.size === 1, () => 'The array must have only 1 element.');
    return reshape(this, []);
};
}

{
const { cast } = core;
const { getGlobalTensorClass } = renamed;
// TODO update import path once op is modularized.
getGlobalTensorClass().prototype.asType = function (dtype) {
    this.throwIfDisposed();
    return cast(this, dtype);
};
}

{
const { reshape } = core;
const { getGlobalTensorClass } = renamed;
getGlobalTensorClass().prototype.as1D = function () {
    this.throwIfDisposed();
    return reshape(this, [this.size]);
};
}

{
const { reshape } = core;
const { getGlobalTensorClass } = renamed;
getGlobalTensorClass().prototype.as2D = function (rows, columns) {
    this.throwIfDisposed();
    return reshape(this, [rows, columns]);
};
}

{
const { reshape } = core;
const { getGlobalTensorClass } = renamed;
getGlobalTensorClass().prototype.as3D = function (rows, columns, depth) {
    this.throwIfDisposed();
    return reshape(this, [rows, columns, depth]);
};
}

{
const { reshape } = core;
const { getGlobalTensorClass } = renamed;
getGlobalTensorClass().prototype.as4D = function (rows, columns, depth, depth2) {
    this.throwIfDisposed();
    return reshape(this, [rows, columns, depth, depth2]);
};
}

{
const { reshape } = core;
const { getGlobalTensorClass } = renamed;
getGlobalTensorClass().prototype.as5D = function (rows, columns, depth, depth2, depth3) {
    this.throwIfDisposed();
    return reshape(this, [rows, columns, depth, depth2, depth3]);
};
}

{
const { asin } = core;
const { getGlobalTensorClass } = renamed;
// TODO update import path once op is modularized.
getGlobalTensorClass().prototype.asin = function () {
    this.throwIfDisposed();
    return asin(this);
};
}

{
const { asinh } = core;
const { getGlobalTensorClass } = renamed;
// TODO update import path once op is modularized.
getGlobalTensorClass().prototype.asinh = function () {
    this.throwIfDisposed();
    return asinh(this);
};
}

{
const { atan } = core;
const { getGlobalTensorClass } = renamed;
// TODO update import path once op is modularized.
getGlobalTensorClass().prototype.atan = function () {
    this.throwIfDisposed();
    return atan(this);
};
}

{
const { atan2 } = core;
const { getGlobalTensorClass } = renamed;
getGlobalTensorClass().prototype.atan2 = function (b) {
    this.throwIfDisposed();
    return atan2(this, b);
};
}

{
const { atanh } = core;
const { getGlobalTensorClass } = renamed;
// TODO update import path once op is modularized.
getGlobalTensorClass().prototype.atanh = function () {
    this.throwIfDisposed();
    return atanh(this);
};
}

{
const { avgPool } = core;
const { getGlobalTensorClass } = renamed;
getGlobalTensorClass().prototype.avgPool =
    function (filterSize, strides, pad, dimRoundingMode) {
        this.throwIfDisposed();
        return avgPool(this, filterSize, strides, pad, dimRoundingMode);
    };
}

{
const { batchToSpaceND } = core;
const { getGlobalTensorClass } = renamed;
getGlobalTensorClass().prototype.batchToSpaceND = function (blockShape, crops) {
    this.throwIfDisposed();
    return batchToSpaceND(this, blockShape, crops);
};
}

{
const { batchNorm } = core;
const { getGlobalTensorClass } = renamed;
getGlobalTensorClass().prototype.batchNorm = function (mean, variance, offset, scale, varianceEpsilon) {
    this.throwIfDisposed();
    return batchNorm(this, mean, variance, offset, scale, varianceEpsilon);
};
}

{
const { broadcastTo } = core;
const { getGlobalTensorClass } = renamed;
getGlobalTensorClass().prototype.broadcastTo = function (shape) {
    this.throwIfDisposed();
    return broadcastTo(this, shape);
};
}

{
const { cast } = core;
const { getGlobalTensorClass } = renamed;
// TODO update import path once op is modularized.
getGlobalTensorClass().prototype.cast = function (dtype) {
    this.throwIfDisposed();
    return cast(this, dtype);
};
}

{
const { ceil } = core;
const { getGlobalTensorClass } = renamed;
// TODO update import path once op is modularized.
getGlobalTensorClass().prototype.ceil = function () {
    this.throwIfDisposed();
    return ceil(this);
};
}

{
const { clipByValue } = core;
const { getGlobalTensorClass } = renamed;
// TODO update import path once op is modularized.
getGlobalTensorClass().prototype.clipByValue = function (min, max) {
    this.throwIfDisposed();
    return clipByValue(this, min, max);
};
}

{
const { concat, Tensor } = core;
const { getGlobalTensorClass } = renamed;
getGlobalTensorClass().prototype.concat = function (x, axis) {
    this.throwIfDisposed();
    if (x instanceof Tensor) {
        x = [x];
    }
    return concat([this, ...x], axis);
};
}

{
const { conv1d } = core;
const { getGlobalTensorClass } = renamed;
getGlobalTensorClass().prototype.conv1d = function (filter, stride, pad, dataFormat, dilation, dimRoundingMode) {
    this.throwIfDisposed();
    return conv1d(this, filter, stride, pad, dataFormat, dilation, dimRoundingMode);
};
}

{
const { conv2dTranspose } = core;
const { getGlobalTensorClass } = renamed;
getGlobalTensorClass().prototype.conv2dTranspose =
    function (filter, outputShape, strides, pad, dimRoundingMode) {
        this.throwIfDisposed();
        return conv2dTranspose(this, filter, outputShape, strides, pad, dimRoundingMode);
    };
}

{
const { conv2d } = core;
const { getGlobalTensorClass } = renamed;
getGlobalTensorClass().prototype.conv2d = function (filter, strides, pad, dataFormat, dilations, dimRoundingMode) {
    this.throwIfDisposed();
    return conv2d(this, filter, strides, pad, dataFormat, dilations, dimRoundingMode);
};
}

{
const { cos } = core;
const { getGlobalTensorClass } = renamed;
// TODO update import path once op is modularized.
getGlobalTensorClass().prototype.cos = function () {
    this.throwIfDisposed();
    return cos(this);
};
}

{
const { cosh } = core;
const { getGlobalTensorClass } = renamed;
// TODO update import path once op is modularized.
getGlobalTensorClass().prototype.cosh = function () {
    this.throwIfDisposed();
    return cosh(this);
};
}

{
const { cumprod } = core;
const { getGlobalTensorClass } = renamed;
getGlobalTensorClass().prototype.cumprod = function (axis, exclusive, reverse) {
    this.throwIfDisposed();
    return cumprod(this, axis, exclusive, reverse);
};
}

{
const { cumsum } = core;
const { getGlobalTensorClass } = renamed;
getGlobalTensorClass().prototype.cumsum = function (axis, exclusive, reverse) {
    this.throwIfDisposed();
    return cumsum(this, axis, exclusive, reverse);
};
}

{
const { depthToSpace } = core;
const { getGlobalTensorClass } = renamed;
getGlobalTensorClass().prototype.depthToSpace = function (blockSize, dataFormat) {
    this.throwIfDisposed();
    return depthToSpace(this, blockSize, dataFormat);
};
}

{
const { depthwiseConv2d } = core;
const { getGlobalTensorClass } = renamed;
getGlobalTensorClass().prototype.depthwiseConv2d =
    function (filter, strides, pad, dataFormat, dilations, dimRoundingMode) {
        this.throwIfDisposed();
        return depthwiseConv2d(this, filter, strides, pad, dataFormat, dilations, dimRoundingMode);
    };
}

{
const { dilation2d } = core;
const { getGlobalTensorClass } = renamed;
getGlobalTensorClass().prototype.dilation2d =
    function (filter, strides, pad, dilations, dataFormat) {
        this.throwIfDisposed();
        return dilation2d(this, filter, strides, pad, dilations, dataFormat);
    };
}

{
const { divNoNan } = core;
const { getGlobalTensorClass } = renamed;
getGlobalTensorClass().prototype.divNoNan = function (b) {
    this.throwIfDisposed();
    return divNoNan(this, b);
};
}

{
const { div } = core;
const { getGlobalTensorClass } = renamed;
getGlobalTensorClass().prototype.div = function (b) {
    this.throwIfDisposed();
    return div(this, b);
};
}

{
const { dot } = core;
const { getGlobalTensorClass } = renamed;
getGlobalTensorClass().prototype.dot = function (b) {
    this.throwIfDisposed();
    return dot(this, b);
};
}

{
const { elu } = core;
const { getGlobalTensorClass } = renamed;
getGlobalTensorClass().prototype.elu = function () {
    this.throwIfDisposed();
    return elu(this);
};
}

{
const { equal } = core;
const { getGlobalTensorClass } = renamed;
getGlobalTensorClass().prototype.equal = function (b) {
    this.throwIfDisposed();
    return equal(this, b);
};
}

{
const { erf } = core;
const { getGlobalTensorClass } = renamed;
// TODO update import path once op is modularized.
getGlobalTensorClass().prototype.erf = function () {
    this.throwIfDisposed();
    return erf(this);
};
}

{
const { euclideanNorm } = core;
const { getGlobalTensorClass } = renamed;
getGlobalTensorClass().prototype.euclideanNorm = function (axis, keepDims) {
    this.throwIfDisposed();
    return euclideanNorm(this, axis, keepDims);
};
}

{
const { exp } = core;
const { getGlobalTensorClass } = renamed;
// TODO update import path once op is modularized.
getGlobalTensorClass().prototype.exp = function () {
    this.throwIfDisposed();
    return exp(this);
};
}

{
const { expandDims } = core;
const { getGlobalTensorClass } = renamed;
getGlobalTensorClass().prototype.expandDims = function (axis) {
    this.throwIfDisposed();
    return expandDims(this, axis);
};
}

{
const { expm1 } = core;
const { getGlobalTensorClass } = renamed;
// TODO update import path once op is modularized.
getGlobalTensorClass().prototype.expm1 = function () {
    this.throwIfDisposed();
    return expm1(this);
};
}

{
const { fft } = core;
const { getGlobalTensorClass } = renamed;
// TODO update import path once op is modularized.
getGlobalTensorClass().prototype.fft = function () {
    this.throwIfDisposed();
    return fft(this);
};
}

{
const { reshape } = core;
const { getGlobalTensorClass } = renamed;
getGlobalTensorClass().prototype.flatten = function () {
    this.throwIfDisposed();
    return reshape(this, [this.size]);
};
}

{
const { floor } = core;
const { getGlobalTensorClass } = renamed;
// TODO update import path once op is modularized.
getGlobalTensorClass().prototype.floor = function () {
    this.throwIfDisposed();
    return floor(this);
};
}

{
const { floorDiv } = core;
const { getGlobalTensorClass } = renamed;
getGlobalTensorClass().prototype.floorDiv = function (b) {
    this.throwIfDisposed();
    return floorDiv(this, b);
};
}

{
const { gather } = core;
const { getGlobalTensorClass } = renamed;
getGlobalTensorClass().prototype.gather = function (indices, axis, batchDims) {
    this.throwIfDisposed();
    return gather(this, indices, axis, batchDims);
};
}

{
const { greaterEqual } = core;
const { getGlobalTensorClass } = renamed;
getGlobalTensorClass().prototype.greaterEqual = function (b) {
    this.throwIfDisposed();
    return greaterEqual(this, b);
};
}

{
const { greater } = core;
const { getGlobalTensorClass } = renamed;
getGlobalTensorClass().prototype.greater = function (b) {
    this.throwIfDisposed();
    return greater(this, b);
};
}

{
const { ifft } = core;
const { getGlobalTensorClass } = renamed;
// TODO update import path once op is modularized.
getGlobalTensorClass().prototype.ifft = function () {
    this.throwIfDisposed();
    return ifft(this);
};
}

{
const { irfft } = core;
const { getGlobalTensorClass } = renamed;
// TODO update import path once op is modularized.
getGlobalTensorClass().prototype.irfft = function () {
    this.throwIfDisposed();
    return irfft(this);
};
}

{
const { isFinite } = core;
const { getGlobalTensorClass } = renamed;
// TODO update import path once op is modularized.
getGlobalTensorClass().prototype.isFinite = function () {
    this.throwIfDisposed();
    return isFinite(this);
};
}

{
const { isInf } = core;
const { getGlobalTensorClass } = renamed;
// TODO update import path once op is modularized.
getGlobalTensorClass().prototype.isInf = function () {
    this.throwIfDisposed();
    return isInf(this);
};
}

{
const { isNaN } = core;
const { getGlobalTensorClass } = renamed;
// TODO update import path once op is modularized.
getGlobalTensorClass().prototype.isNaN = function () {
    this.throwIfDisposed();
    return isNaN(this);
};
}

{
const { leakyRelu } = core;
const { getGlobalTensorClass } = renamed;
getGlobalTensorClass().prototype.leakyRelu = function (alpha) {
    this.throwIfDisposed();
    return leakyRelu(this, alpha);
};
}

{
const { lessEqual } = core;
const { getGlobalTensorClass } = renamed;
getGlobalTensorClass().prototype.lessEqual = function (b) {
    this.throwIfDisposed();
    return lessEqual(this, b);
};
}

{
const { less } = core;
const { getGlobalTensorClass } = renamed;
getGlobalTensorClass().prototype.less = function (b) {
    this.throwIfDisposed();
    return less(this, b);
};
}

{
const { localResponseNormalization } = core;
const { getGlobalTensorClass } = renamed;
getGlobalTensorClass().prototype.localResponseNormalization =
    function (depthRadius, bias, alpha, beta) {
        this.throwIfDisposed();
        return localResponseNormalization(this, depthRadius, bias, alpha, beta);
    };
}

{
const { logSigmoid } = core;
const { getGlobalTensorClass } = renamed;
// TODO update import path once op is modularized.
getGlobalTensorClass().prototype.logSigmoid = function () {
    this.throwIfDisposed();
    return logSigmoid(this);
};
}

{
const { logSoftmax } = core;
const { getGlobalTensorClass } = renamed;
// TODO update import path once op is modularized.
getGlobalTensorClass().prototype.logSoftmax = function (axis) {
    this.throwIfDisposed();
    return logSoftmax(this, axis);
};
}

{
const { logSumExp } = core;
const { getGlobalTensorClass } = renamed;
getGlobalTensorClass().prototype.logSumExp = function (axis, keepDims) {
    this.throwIfDisposed();
    return logSumExp(this, axis, keepDims);
};
}

{
const { log } = core;
const { getGlobalTensorClass } = renamed;
// TODO update import path once op is modularized.
getGlobalTensorClass().prototype.log = function () {
    this.throwIfDisposed();
    return log(this);
};
}

{
const { log1p } = core;
const { getGlobalTensorClass } = renamed;
// TODO update import path once op is modularized.
getGlobalTensorClass().prototype.log1p = function () {
    this.throwIfDisposed();
    return log1p(this);
};
}

{
const { logicalAnd } = core;
const { getGlobalTensorClass } = renamed;
getGlobalTensorClass().prototype.logicalAnd = function (b) {
    this.throwIfDisposed();
    return logicalAnd(this, b);
};
}

{
const { logicalNot } = core;
const { getGlobalTensorClass } = renamed;
getGlobalTensorClass().prototype.logicalNot = function () {
    this.throwIfDisposed();
    return logicalNot(this);
};
}

{
const { logicalOr } = core;
const { getGlobalTensorClass } = renamed;
getGlobalTensorClass().prototype.logicalOr = function (b) {
    this.throwIfDisposed();
    return logicalOr(this, b);
};
}

{
const { logicalXor } = core;
const { getGlobalTensorClass } = renamed;
getGlobalTensorClass().prototype.logicalXor = function (b) {
    this.throwIfDisposed();
    return logicalXor(this, b);
};
}

{
const { matMul } = core;
const { getGlobalTensorClass } = renamed;
getGlobalTensorClass().prototype.matMul = function (b, transposeA, transposeB) {
    this.throwIfDisposed();
    return matMul(this, b, transposeA, transposeB);
};
}

{
const { maxPool } = core;
const { getGlobalTensorClass } = renamed;
getGlobalTensorClass().prototype.maxPool =
    function (filterSize, strides, pad, dimRoundingMode) {
        this.throwIfDisposed();
        return maxPool(this, filterSize, strides, pad, dimRoundingMode);
    };
}

{
const { max } = core;
const { getGlobalTensorClass } = renamed;
getGlobalTensorClass().prototype.max = function (axis, keepDims) {
    this.throwIfDisposed();
    return max(this, axis, keepDims);
};
}

{
const { maximum } = core;
const { getGlobalTensorClass } = renamed;
getGlobalTensorClass().prototype.maximum = function (b) {
    this.throwIfDisposed();
    return maximum(this, b);
};
}

{
const { mean } = core;
const { getGlobalTensorClass } = renamed;
getGlobalTensorClass().prototype.mean = function (axis, keepDims) {
    this.throwIfDisposed();
    return mean(this, axis, keepDims);
};
}

{
const { min } = core;
const { getGlobalTensorClass } = renamed;
getGlobalTensorClass().prototype.min = function (axis, keepDims) {
    this.throwIfDisposed();
    return min(this, axis, keepDims);
};
}

{
const { minimum } = core;
const { getGlobalTensorClass } = renamed;
getGlobalTensorClass().prototype.minimum = function (b) {
    this.throwIfDisposed();
    return minimum(this, b);
};
}

{
const { mirrorPad } = core;
const { getGlobalTensorClass } = renamed;
getGlobalTensorClass().prototype.mirrorPad = function (paddings, mode) {
    this.throwIfDisposed();
    return mirrorPad(this, paddings, mode);
};
}

{
const { mod } = core;
const { getGlobalTensorClass } = renamed;
getGlobalTensorClass().prototype.mod = function (b) {
    this.throwIfDisposed();
    return mod(this, b);
};
}

{
const { mul } = core;
const { getGlobalTensorClass } = renamed;
getGlobalTensorClass().prototype.mul = function (b) {
    this.throwIfDisposed();
    return mul(this, b);
};
}

{
const { neg } = core;
const { getGlobalTensorClass } = renamed;
// TODO update import path once op is modularized.
getGlobalTensorClass().prototype.neg = function () {
    this.throwIfDisposed();
    return neg(this);
};
}

{
const { norm } = core;
const { getGlobalTensorClass } = renamed;
// TODO update import path once op is modularized.
getGlobalTensorClass().prototype.norm = function (ord, axis, keepDims) {
    this.throwIfDisposed();
    return norm(this, ord, axis, keepDims);
};
}

{
const { notEqual } = core;
const { getGlobalTensorClass } = renamed;
getGlobalTensorClass().prototype.notEqual = function (b) {
    this.throwIfDisposed();
    return notEqual(this, b);
};
}

{
const { oneHot } = core;
const { getGlobalTensorClass } = renamed;
getGlobalTensorClass().prototype.oneHot = function (depth, onValue = 1, offValue = 0) {
    this.throwIfDisposed();
    return oneHot(this, depth, onValue, offValue);
};
}

{
const { onesLike } = core;
const { getGlobalTensorClass } = renamed;
// TODO update import path once op is modularized.
getGlobalTensorClass().prototype.onesLike = function () {
    this.throwIfDisposed();
    return onesLike(this);
};
}

{
const { pad } = core;
const { getGlobalTensorClass } = renamed;
getGlobalTensorClass().prototype.pad = function (paddings, constantValue) {
    this.throwIfDisposed();
    return pad(this, paddings, constantValue);
};
}

{
const { pool } = core;
const { getGlobalTensorClass } = renamed;
getGlobalTensorClass().prototype.pool = function (windowShape, poolingType, padding, dilationRate, strides, dimRoundingMode) {
    this.throwIfDisposed();
    return pool(this, windowShape, poolingType, padding, dilationRate, strides, dimRoundingMode);
};
}

{
const { pow } = core;
const { getGlobalTensorClass } = renamed;
getGlobalTensorClass().prototype.pow = function (exp) {
    this.throwIfDisposed();
    return pow(this, exp);
};
}

{
const { prelu } = core;
const { getGlobalTensorClass } = renamed;
getGlobalTensorClass().prototype.prelu = function (alpha) {
    this.throwIfDisposed();
    return prelu(this, alpha);
};
}

{
const { prod } = core;
const { getGlobalTensorClass } = renamed;
getGlobalTensorClass().prototype.prod = function (axis, keepDims) {
    this.throwIfDisposed();
    return prod(this, axis, keepDims);
};
}

{
const { reciprocal } = core;
const { getGlobalTensorClass } = renamed;
// TODO update import path once op is modularized.
getGlobalTensorClass().prototype.reciprocal = function () {
    this.throwIfDisposed();
    return reciprocal(this);
};
}

{
const { relu } = core;
const { getGlobalTensorClass } = renamed;
getGlobalTensorClass().prototype.relu = function () {
    this.throwIfDisposed();
    return relu(this);
};
}

{
const { relu6 } = core;
const { getGlobalTensorClass } = renamed;
getGlobalTensorClass().prototype.relu6 = function () {
    this.throwIfDisposed();
    return relu6(this);
};
}

{
const { reshape } = core;
const { getGlobalTensorClass } = renamed;
getGlobalTensorClass().prototype.reshapeAs = function (x) {
    this.throwIfDisposed();
    return reshape(this, x.shape);
};
}

{
const { reshape } = core;
const { getGlobalTensorClass } = renamed;
getGlobalTensorClass().prototype.reshape = function (shape) {
    this.throwIfDisposed();
    return reshape(this, shape);
};
}

const ops_image_resize_bilinear = (() => {
const { ENGINE } = renamed;
const { ResizeBilinear, util: util, op, reshape } = core;
const { convertToTensor } = tensor_util_env;
function resizeBilinear_(images, size, alignCorners = false, halfPixelCenters = false) {
    const $images = convertToTensor(images, 'images', 'resizeBilinear');
    util.assert($images.rank === 3 || $images.rank === 4, () => `Error in resizeBilinear: x must be rank 3 or 4, but got ` +
        `rank ${$images.rank}.`);
    util.assert(size.length === 2, () => `Error in resizeBilinear: new shape must 2D, but got shape ` +
        `${size}.`);
    util.assert(halfPixelCenters === false || alignCorners === false, () => `Error in resizeBilinear: If halfPixelCenters is true, ` +
        `alignCorners must be false.`);
    let batchImages = $images;
    let reshapedTo4D = false;
    if ($images.rank === 3) {
        reshapedTo4D = true;
        batchImages = reshape($images, [1, $images.shape[0], $images.shape[1], $images.shape[2]]);
    }
    const [] = size;
    const inputs = { images: batchImages };
    const attrs = { alignCorners, halfPixelCenters, size };
    // tslint:disable-next-line: no-unnecessary-type-assertion
    const res = ENGINE.runKernel(ResizeBilinear, inputs, attrs);
    if (reshapedTo4D) {
        return reshape(res, [res.shape[1], res.shape[2], res.shape[3]]);
    }
    return res;
}
const resizeBilinear = /* @__PURE__ */ op({ resizeBilinear_ });
return { resizeBilinear };
})();

{
const { resizeBilinear } = ops_image_resize_bilinear;
const { getGlobalTensorClass } = renamed;
getGlobalTensorClass().prototype.resizeBilinear =
    function (newShape2D, alignCorners, halfPixelCenters) {
        this.throwIfDisposed();
        return resizeBilinear(this, newShape2D, alignCorners, halfPixelCenters);
    };
}

const ops_image_resize_nearest_neighbor = (() => {
const { ENGINE } = renamed;
const { ResizeNearestNeighbor, util: util, op, reshape } = core;
const { convertToTensor } = tensor_util_env;
function resizeNearestNeighbor_(images, size, alignCorners = false, halfPixelCenters = false) {
    const $images = convertToTensor(images, 'images', 'resizeNearestNeighbor');
    util.assert($images.rank === 3 || $images.rank === 4, () => `Error in resizeNearestNeighbor: x must be rank 3 or 4, but got ` +
        `rank ${$images.rank}.`);
    util.assert(size.length === 2, () => `Error in resizeNearestNeighbor: new shape must 2D, but got shape ` +
        `${size}.`);
    util.assert($images.dtype === 'float32' || $images.dtype === 'int32', () => '`images` must have `int32` or `float32` as dtype');
    util.assert(halfPixelCenters === false || alignCorners === false, () => `Error in resizeNearestNeighbor: If halfPixelCenters is true, ` +
        `alignCorners must be false.`);
    let batchImages = $images;
    let reshapedTo4D = false;
    if ($images.rank === 3) {
        reshapedTo4D = true;
        batchImages = reshape($images, [1, $images.shape[0], $images.shape[1], $images.shape[2]]);
    }
    const [] = size;
    const inputs = { images: batchImages };
    const attrs = { alignCorners, halfPixelCenters, size };
    // tslint:disable-next-line: no-unnecessary-type-assertion
    const res = ENGINE.runKernel(ResizeNearestNeighbor, inputs, attrs);
    if (reshapedTo4D) {
        return reshape(res, [res.shape[1], res.shape[2], res.shape[3]]);
    }
    return res;
}
const resizeNearestNeighbor = /* @__PURE__ */ op({ resizeNearestNeighbor_ });
return { resizeNearestNeighbor };
})();

{
const { resizeNearestNeighbor } = ops_image_resize_nearest_neighbor;
const { getGlobalTensorClass } = renamed;
getGlobalTensorClass().prototype.resizeNearestNeighbor =
    function (newShape2D, alignCorners, halfFloatCenters) {
        this.throwIfDisposed();
        return resizeNearestNeighbor(this, newShape2D, alignCorners, halfFloatCenters);
    };
}

{
const { reverse } = core;
const { getGlobalTensorClass } = renamed;
getGlobalTensorClass().prototype.reverse = function (axis) {
    this.throwIfDisposed();
    return reverse(this, axis);
};
}

{
const { rfft } = core;
const { getGlobalTensorClass } = renamed;
// TODO update import path once op is modularized.
getGlobalTensorClass().prototype.rfft = function () {
    this.throwIfDisposed();
    return rfft(this);
};
}

{
const { round } = core;
const { getGlobalTensorClass } = renamed;
// TODO update import path once op is modularized.
getGlobalTensorClass().prototype.round = function () {
    this.throwIfDisposed();
    return round(this);
};
}

{
const { rsqrt } = core;
const { getGlobalTensorClass } = renamed;
// TODO update import path once op is modularized.
getGlobalTensorClass().prototype.rsqrt = function () {
    this.throwIfDisposed();
    return rsqrt(this);
};
}

{
const { selu } = core;
const { getGlobalTensorClass } = renamed;
getGlobalTensorClass().prototype.selu = function () {
    this.throwIfDisposed();
    return selu(this);
};
}

{
const { separableConv2d } = core;
const { getGlobalTensorClass } = renamed;
getGlobalTensorClass().prototype.separableConv2d =
    function (depthwiseFilter, pointwiseFilter, strides, pad, dilation, dataFormat) {
        this.throwIfDisposed();
        return separableConv2d(this, depthwiseFilter, pointwiseFilter, strides, pad, dilation, dataFormat);
    };
}

{
const { sigmoid } = core;
const { getGlobalTensorClass } = renamed;
// TODO update import path once op is modularized.
getGlobalTensorClass().prototype.sigmoid = function () {
    this.throwIfDisposed();
    return sigmoid(this);
};
}

{
const { sign } = core;
const { getGlobalTensorClass } = renamed;
// TODO update import path once op is modularized.
getGlobalTensorClass().prototype.sign = function () {
    this.throwIfDisposed();
    return sign(this);
};
}

{
const { sin } = core;
const { getGlobalTensorClass } = renamed;
// TODO update import path once op is modularized.
getGlobalTensorClass().prototype.sin = function () {
    this.throwIfDisposed();
    return sin(this);
};
}

{
const { sinh } = core;
const { getGlobalTensorClass } = renamed;
// TODO update import path once op is modularized.
getGlobalTensorClass().prototype.sinh = function () {
    this.throwIfDisposed();
    return sinh(this);
};
}

{
const { slice } = core;
const { getGlobalTensorClass } = renamed;
// TODO update import path once op is modularized.
getGlobalTensorClass().prototype.slice = function (begin, size) {
    this.throwIfDisposed();
    return slice(this, begin, size);
};
}

{
const { softmax } = core;
const { getGlobalTensorClass } = renamed;
// TODO update import path once op is modularized.
getGlobalTensorClass().prototype.softmax = function (dim) {
    this.throwIfDisposed();
    return softmax(this, dim);
};
}

{
const { softplus } = core;
const { getGlobalTensorClass } = renamed;
// TODO update import path once op is modularized.
getGlobalTensorClass().prototype.softplus = function () {
    this.throwIfDisposed();
    return softplus(this);
};
}

{
const { spaceToBatchND } = core;
const { getGlobalTensorClass } = renamed;
getGlobalTensorClass().prototype.spaceToBatchND = function (blockShape, paddings) {
    this.throwIfDisposed();
    return spaceToBatchND(this, blockShape, paddings);
};
}

{
const { split } = core;
const { getGlobalTensorClass } = renamed;
getGlobalTensorClass().prototype.split = function (numOrSizeSplits, axis) {
    this.throwIfDisposed();
    return split(this, numOrSizeSplits, axis);
};
}

{
const { sqrt } = core;
const { getGlobalTensorClass } = renamed;
// TODO update import path once op is modularized.
getGlobalTensorClass().prototype.sqrt = function () {
    this.throwIfDisposed();
    return sqrt(this);
};
}

{
const { square } = core;
const { getGlobalTensorClass } = renamed;
// TODO update import path once op is modularized.
getGlobalTensorClass().prototype.square = function () {
    this.throwIfDisposed();
    return square(this);
};
}

{
const { squaredDifference } = core;
const { getGlobalTensorClass } = renamed;
getGlobalTensorClass().prototype.squaredDifference = function (b) {
    this.throwIfDisposed();
    return squaredDifference(this, b);
};
}

{
const { squeeze } = core;
const { getGlobalTensorClass } = renamed;
getGlobalTensorClass().prototype.squeeze = function (axis) {
    this.throwIfDisposed();
    return squeeze(this, axis);
};
}

{
const { stack, Tensor } = core;
const { getGlobalTensorClass } = renamed;
getGlobalTensorClass().prototype.stack = function (x, axis) {
    this.throwIfDisposed();
    const tensorsToBeStacked = x instanceof Tensor ? [this, x] : [this, ...x];
    return stack(tensorsToBeStacked, axis);
};
}

{
const { step } = core;
const { getGlobalTensorClass } = renamed;
// TODO update import path once op is modularized.
getGlobalTensorClass().prototype.step = function (alpha) {
    this.throwIfDisposed();
    return step(this, alpha);
};
}

{
const { stridedSlice } = core;
const { getGlobalTensorClass } = renamed;
// TODO update import path once op is modularized.
getGlobalTensorClass().prototype.stridedSlice = function (begin, end, strides, beginMask, endMask, ellipsisMask, newAxisMask, shrinkAxisMask) {
    this.throwIfDisposed();
    return stridedSlice(this, begin, end, strides, beginMask, endMask, ellipsisMask, newAxisMask, shrinkAxisMask);
};
}

{
const { sub } = core;
const { getGlobalTensorClass } = renamed;
getGlobalTensorClass().prototype.sub = function (b) {
    this.throwIfDisposed();
    return sub(this, b);
};
}

{
const { sum } = core;
const { getGlobalTensorClass } = renamed;
getGlobalTensorClass().prototype.sum = function (axis, keepDims) {
    this.throwIfDisposed();
    return sum(this, axis, keepDims);
};
}

{
const { tan } = core;
const { getGlobalTensorClass } = renamed;
// TODO update import path once op is modularized.
getGlobalTensorClass().prototype.tan = function () {
    this.throwIfDisposed();
    return tan(this);
};
}

{
const { tanh } = core;
const { getGlobalTensorClass } = renamed;
// TODO update import path once op is modularized.
getGlobalTensorClass().prototype.tanh = function () {
    this.throwIfDisposed();
    return tanh(this);
};
}

{
const { tile } = core;
const { getGlobalTensorClass } = renamed;
getGlobalTensorClass().prototype.tile = function (reps) {
    this.throwIfDisposed();
    return tile(this, reps);
};
}

{
const { cast } = core;
const { getGlobalTensorClass } = renamed;
// TODO update import path once op is modularized.
getGlobalTensorClass().prototype.toBool = function () {
    this.throwIfDisposed();
    return cast(this, 'bool');
};
}

{
const { cast } = core;
const { getGlobalTensorClass } = renamed;
// TODO update import path once op is modularized.
getGlobalTensorClass().prototype.toFloat = function () {
    this.throwIfDisposed();
    return cast(this, 'float32');
};
}

{
const { cast } = core;
const { getGlobalTensorClass } = renamed;
// TODO update import path once op is modularized.
getGlobalTensorClass().prototype.toInt = function () {
    this.throwIfDisposed();
    return cast(this, 'int32');
};
}

{
const { topk } = core;
const { getGlobalTensorClass } = renamed;
getGlobalTensorClass().prototype.topk = function (k, sorted) {
    this.throwIfDisposed();
    return topk(this, k, sorted);
};
}

{
const { transpose } = core;
const { getGlobalTensorClass } = renamed;
getGlobalTensorClass().prototype.transpose = function (perm) {
    this.throwIfDisposed();
    return transpose(this, perm);
};
}

{
const { unique } = core;
const { getGlobalTensorClass } = renamed;
getGlobalTensorClass().prototype.unique = function (axis) {
    this.throwIfDisposed();
    return unique(this, axis);
};
}

{
const { unsortedSegmentSum } = core;
const { getGlobalTensorClass } = renamed;
getGlobalTensorClass().prototype.unsortedSegmentSum =
    function (segmentIds, numSegments) {
        this.throwIfDisposed();
        return unsortedSegmentSum(this, segmentIds, numSegments);
    };
}

{
const { unstack } = core;
const { getGlobalTensorClass } = renamed;
getGlobalTensorClass().prototype.unstack = function (axis) {
    this.throwIfDisposed();
    return unstack(this, axis);
};
}

{
const { where } = core;
const { getGlobalTensorClass } = renamed;
getGlobalTensorClass().prototype.where = function (condition, x) {
    this.throwIfDisposed();
    return where(condition, this, x);
};
}

{
const { zerosLike } = core;
const { getGlobalTensorClass } = renamed;
// TODO update import path once op is modularized.
getGlobalTensorClass().prototype.zerosLike = function () {
    this.throwIfDisposed();
    return zerosLike(this);
};
}
