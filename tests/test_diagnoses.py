"""What a student is told of a mistake that nobody listed: where and why it stopped, or what is true of the result."""

import functools
import importlib.util
import re
import sys

import pytest

from grader.bank import EXERCISES, cases, variants
from grader.bank.solutions import HELPERS
from helpers.given import judge
from helpers.given.calling import calls, seen
from helpers.given.judge import coefficients, measures, message
from helpers.given.judge.model import LATER

SCORES = "margins = X @ W\n"
SUBTRACT = "margins -= margins[rows, y][:, np.newaxis] - 1"
LOSS = "loss = np.sum(margins) / N"
STUB = "raise NotImplementedError('svm_loss_vectorized is still open.')\n"
PRODUCT = "dW = X.T @ dS"


@functools.cache
def public(name):
    """An exercise with its public cases and what each known mistake gives on them: most of the time that a test takes."""
    return cases.with_mistakes(EXERCISES[name], cases.public_seed(EXERCISES[name]))


@pytest.fixture
def told(tmp_path, monkeypatch):
    """Judges an exercise with some text of its file replaced, told.text; returns the message's lines as one text."""

    def judged(name, *edits):
        exercise, compiled = EXERCISES[name], public(name)
        module, _, function = exercise.target.partition(".")
        text = (HELPERS / f"{module}.py").read_text(encoding="utf-8")
        for old, new in edits:
            before, _, after = text.rpartition(old)  # the vectorized function is the last of its file
            assert after, old
            text = before + new + after
        judged.text = text
        path = tmp_path / f"{module}.py"
        path.write_text(text, encoding="utf-8")
        monkeypatch.setattr(seen, "HELPERS", tmp_path)
        spec = importlib.util.spec_from_file_location("a_student_s_file", path)
        made = importlib.util.module_from_spec(spec)
        monkeypatch.setitem(sys.modules, made.__name__, made)  # the drivers look a class's module up there
        spec.loader.exec_module(made)
        target = getattr(made, function)
        answers = judge.gather(compiled, lambda case: calls.call(target, case.driver, case.inputs))
        verdict = judge.judge(compiled, answers)
        wrong = [part for part in verdict.parts if part.points < part.max_points]
        assert all(part.mistake or part.symptom for part in wrong if part.cause not in ("", LATER))
        lines = message.explained(verdict, compiled, calls.Location(f"helpers/{module}.py", 1)).lines
        assert len(lines) <= message.MOST_LINES
        return "\n".join(lines)

    return judged


STOPS = {
    "a raise left below the code": (LOSS, f"{LOSS}\n    {STUB}", "is still in your function: delete it"),
    "a raise left above the code": (SCORES, f"# YOUR CODE HERE\n    {STUB}    {SCORES}", "is still in your function"),
    "code below the raise": (SCORES, f"# YOUR CODE HERE\n    {STUB}    return np.mean(X @ W), None\n", "is still in your function"),
    "a variable of the notebook": (SCORES, "margins = X_train @ W\n", "not the variables of the notebook"),
    "NumPy's name alone": (SCORES, "margins = array(X @ W)\n", "array has no value in this file; NumPy's function is np.array."),
    "a misspelt name": (SCORES, "margins = X @ W\n    margns[0] = 0\n", "margns' is not defined. Did you mean margins?"),
    "shapes that do not line up": (SUBTRACT, "margins = margins - margins[rows, y]", "needs shape (11, 1)"),
    "a product in the wrong order": (SCORES, "margins = W @ X\n", "inner sizes must agree: (a, b) times (b, c) gives (a, c). The other way round, (11, 5) times (5, 4), they agree."),
    "a product without .T": (LOSS, f"X.dot(margins)\n    {LOSS}", "Both have 11 rows: which one do you transpose, and in which order do you multiply them, to get the shape that you need?"),
    "* for @": (LOSS, f"W[:2] * W.T\n    {LOSS}", "* multiplies entry by entry; the matrix product is @."),
    "a row for a column": (LOSS, f"dW = np.zeros(W.shape)\n    dW[y[0]] += X[0]\n    {LOSS}", "dW[y[0]] is a row of dW"),
    "a transposed gradient": (LOSS, f"dW = (2 * reg * W).T + 2 * reg * W\n    {LOSS}", "One shape is the other transposed: which of the two"),
    "a column that is none": (LOSS, f"np.hstack([X, np.ones(N)])\n    {LOSS}", "A column has shape (N, 1), and an array of shape (N,)"),
    "another library's method": (SUBTRACT, "margins = margins.clamp(min=0)", "there is no clamp here: write np.maximum(A, 0)."),
    "another library's number of axes": (SUBTRACT, "margins.dim()", "there is no dim here: write A.ndim."),
    "another library's argument": (SUBTRACT, "margins.max(dim=1)", "there is no dim here: write axis."),
    "a method of another name": (SUBTRACT, "margins.argMax()", "has no attribute 'argMax'. Did you mean argmax?"),
    "a result that was never made": (LOSS, f"dW = None\n    dW += W\n    {LOSS}", "which line should give it a value? Shapes here: W (5, 4), dW None;"),
    "a variable before its value": (LOSS, "loss = 0.0 + later\n    later = 1", "later has no value yet at this line."),
    "a variable that no line gives a value": (LOSS, f"later += margins\n    {LOSS}", "such as += needs one. Which line gives it its first value, or did you mean another name?"),
    "an array for a number": (LOSS, f"np.arange(margins)\n    {LOSS}", "np.arange count up to one number, and this is an array."),
    "N x 10": (LOSS, f"np.repeat(margins[rows, y], 10).reshape(margins.shape)\n    {LOSS}", "here C = 4: which line of yours counts on 10?"),
    "a diagonal matrix": (LOSS, f"np.eye(N) @ margins\n    {LOSS}", "A diagonal matrix scales each row, np.eye by 1: which array"),
    "one letter": (SCORES, "margins = X @ w\n", "Did you mean W, or another name?"),
    "classes counted by labels, in an assert": (LOSS, f"C = max(y) + 1\n    assert margins.shape == (N, C)\n    {LOSS}", "does y hold every class?"),
    "labels without the last class": (SUBTRACT, "margins = margins * np.eye(max(y) + 1)[y]", "does y hold every class?"),
    "fractions into whole numbers": (
        LOSS, "counts = np.zeros(3, dtype=int)\n    counts += 0.5\n    loss = 0.0", "array of whole numbers cannot take fractions",
    ),
    "a power with ^": (LOSS, f"loss = np.sum(W ^ 2)\n    {LOSS}", "^, & and | combine bits: a power is **"),
    "a breakpoint": (LOSS, f"breakpoint()\n    {LOSS}", "a debugger or input() waits here"),
    "a debugger": (LOSS, f"import bdb\n    raise bdb.BdbQuit\n    {LOSS}", "a debugger or input() waits here"),
    "a debugger, and where": (LOSS, f"import bdb  # pdb.set_trace()\n    raise bdb.BdbQuit\n    {LOSS}", "(import bdb # pdb.set_trace()): BdbQuit: a debugger"),
    "a file": (LOSS, f"open('/home/ann/W.npy')\n    {LOSS}", "opens a file (/home/ann/W.npy), and other machines do not have it"),
    "a place to write": (LOSS, f"np.savetxt('/home/ann/W.csv', W)\n    {LOSS}", "opens a file (/home/ann/W.csv)"),
    "a file of their own": (LOSS, f"from .tools_of_ann import x\n    {LOSS}", "no such file is graded: is its name misspelt?"),
    "xrange": (LOSS, f"xrange(3)\n    {LOSS}", "xrange is Python 2; today it is range."),
    "range from a package": (LOSS, f"from past.builtins import xrange\n    {LOSS}", "past is not installed here. xrange is now range, which needs no import: take this line out"),
    "several names from a package": (LOSS, f"from past.builtins import xrange, unicode\n    {LOSS}", "need no import: take this line out"),
    "results in the other order": ("return loss, dW", "return np.ones((3, 3)), loss", "Did you swap the results? They come in this order: return loss, dW."),
    "a long line": (LOSS, f"raise ValueError('{'many words ' * 60}')\n    {LOSS}", "many words ..."),
    "max of an array": (LOSS, f"max(0, margins)\n    {LOSS}", "Python's own max compares single numbers, but here it gets a whole array. Masks and np.maximum work entry by entry"),
    "an array for a condition": (LOSS, f"if margins > 0: pass\n    {LOSS}", "need a single True or False, but this is an array of them."),
    "counts in a mask": (LOSS, f"mask = margins > 0\n    mask -= np.arange(3)\n    {LOSS}", "first: mask.astype(float)"),
    "N x N": (SUBTRACT, "margins -= np.diag(margins[:, y])[:, np.newaxis] - 1", "makes an array of N x N, which takes gigabytes with the 20,000 images of this check"),
    "a package": (LOSS, f"import tensorflow_of_ann\n    {LOSS}", "tensorflow_of_ann cannot be imported: work is graded with NumPy, Matplotlib"),
    "a misspelt package": (LOSS, f"import numpi\n    {LOSS}", "numpi cannot be imported: work is graded with NumPy, Matplotlib and what comes with Python. Did you mean numpy?"),
    "arguments changed": ("y: np.ndarray, reg: float)", "y: np.ndarray)", "they should be (W, X, y, reg)"),
    "an assert on shapes": (LOSS, f"assert X.shape[1] == 3073\n    {LOSS}", "your own assert fails. Shapes here: X (11, 5); N = 11, D = 5, C = 4."),
    "l for 1": (LOSS, f"W.shape[l]\n    {LOSS}", "l has no value in this file. Did you mean the digit 1?"),
    "an assert": (LOSS, f"assert W.shape[0] > 99, 'too small'\n    {LOSS}", "your own assert fails: too small"),
    "without end": (LOSS, "loss = svm_loss_vectorized(W, X, y, reg)[0]", "calls itself without end"),
    "an index too large": (LOSS, f"margins[:, 99]\n    {LOSS}", "Shapes here: margins (11, 4); N = 11, D = 5, C = 4."),
    "one axis too few": (LOSS, f"margins = np.max(margins, 0)\n    margins[rows, y] = 0\n    {LOSS}", "Which line took one away, as np.sum(A, 0), np.max(A, 0) and A[0] do?"),
    "a number for C": (SUBTRACT, "margins -= np.outer(margins[rows, y], np.ones(10))", "here C = 4: which line of yours counts on 10?"),
    "a name in another case": (LOSS, f"dW = 0\n    dw += W\n    {LOSS}", "dw has no value yet at this line, but dW has one. Did you mean that?"),
    "labels where images are counted": (LOSS, f"margins[np.arange(N + 1)]\n    {LOSS}", "That axis counts the images, from 0 to 10: does this index count them, too?"),
    "rows for entries": (LOSS, f"margins[y] = 0\n    {LOSS}", "IndexError: margins[y] takes whole rows of margins, those whose numbers are in y"),
    "a list around a mask": (LOSS, "loss = np.sum(margins[[margins > 0]]) / N", "[margins > 0] is a list around a mask, which makes it one axis longer than the array: write margins > 0 without"),
    "a list around where": (LOSS, "loss = np.sum(margins, where=[margins > 0]) / N", "write margins > 0 without these square brackets. Shapes here:"),
    "a gradient of another shape": (
        LOSS, f"dW = np.zeros((5, X.shape[1]))\n    dW += 2 * reg * W\n    {LOSS}",
        "dW has shape (5, 5), but a gradient has the shape of W, (5, 4). Which line gives dW its shape,",
    ),
    "a size of CIFAR-10": (SCORES, "margins = X.reshape(-1, 3073) @ W\n", "An image of CIFAR-10 has 3073 numbers, but here D = 5: which shape has that number?"),
    "a chain of =": (SUBTRACT, "margins = margins[rows, y - len(margins.shape)] = 0", "makes margins itself 0 first. Did you mean to write the margins = in front?"),
    "a column of X": (SUBTRACT, "for i in rows: margins[0, :] += 0 * np.sum(np.zeros(X.shape[1]) - X[:, i])", "X[:, i] is one number of every image, shape (11,). Which index of X picks a whole image?"),
    "an s less": (SUBTRACT, "margin[rows] = margin[rows] - 1\n    margin = 1", "margin has no value yet at this line, but margins has one. Did you mean that?"),
    "another number of axes": (SCORES, "_, _, _ = X.shape\n    margins = X @ W\n", "X does not have the 3 axes that"),
    "the inner sizes, in words": (SCORES, "margins = W @ X\n", "ValueError: the inner sizes of this matrix product differ, 4 and 11. Shapes here: W (5, 4), X (11, 5);"),
    "arrays joined without a list": (LOSS, f"np.concatenate(X, X, axis=1)\n    {LOSS}", "put the arrays that you join in one list: np.hstack([A, B])."),
    "arrays stacked without a list": (LOSS, f"np.hstack(X, X)\n    {LOSS}", "put the arrays that you join in one list"),
    "a number for an array": (LOSS, f"dW = 0\n    dW[:, y[0]] += X[0]\n    {LOSS}", "what comes before the square brackets is a single number, not an array."),
    "max of one number": (LOSS, f"max(margins[0, 0])\n    {LOSS}", "max or min of a single number: which other number should it be compared with?"),
    "fractions for an index": (LOSS, f"X[margins]\n    {LOSS}", "an index must hold whole numbers, or True and False, but this one does not."),
    "labels before class numbers": (SUBTRACT, "margins -= margins[y, np.arange(W.shape[1])][:, None] - 1", "takes the labels for row numbers, but the rows of margins are images"),
    "labels before row numbers": (SUBTRACT, "margins -= margins[y, rows][:, None] - 1", "For image i the entry is [i, y[i]]. Which array holds every i, and on which side of the comma?"),
    "what filter gives": (LOSS, "loss = np.sum(filter(lambda m: m > 0, margins.ravel())) / N", "filter gives an iterator, which is no list and no array: list(filter(...)) makes a list,"),
    "what map gives": (LOSS, f"np.zeros(2) - map(abs, [1, 2])\n    {LOSS}", "map gives an iterator, which is no list and no array: list(map(...)) makes a list."),
    "maximum for max": (LOSS, f"np.maximum(margins, axis=1)\n    {LOSS}", "np.maximum compares two arrays entry by entry; the largest entry along an axis of one array is np.max(margins, axis=1)."),
    "minimum for min": (LOSS, f"np.minimum(margins)\n    {LOSS}", "the smallest entry of one array is np.min(margins)."),
    "a float for an index": (LOSS, f"margins[y.astype(float)[0]]\n    {LOSS}", "an index must be a whole number, and this one is not: is it a float, such as 2.0?"),
    "a matrix times itself": (LOSS, f"V = np.asmatrix(W)\n    loss = np.sum(V * V)\n    {LOSS}", "V * V is a matrix product, as V is an np.matrix: np.square(V) squares each entry. Shapes"),
    "a square of a matrix": (LOSS, f"V = np.asmatrix(W)\n    loss = np.sum(V**2)\n    {LOSS}", "V ** 2 is a matrix product, as V is an np.matrix: np.square(V)"),
    "a matrix times another": (LOSS, f"V, U = np.asmatrix(W), W\n    loss = np.sum(V * U)\n    {LOSS}", "V * U is a matrix product, as one factor is an np.matrix: np.multiply multiplies entry by entry,"),
    "an array times itself, by @": (LOSS, f"loss = np.sum(W @ W)\n    {LOSS}", "W @ W is a matrix product: np.square(W) squares each entry. Shapes"),
    "an array times itself, by dot": (LOSS, f"loss = np.dot(W, W)\n    {LOSS}", "np.dot(W, W) is a matrix product: np.square(W) squares each entry."),
    "labels along an axis": (LOSS, f"np.take_along_axis(margins, y, axis=1)\n    {LOSS}", "np.take_along_axis needs indices with as many axes as the array: y[:, np.newaxis], of shape (N, 1), which what it gives has, too."),
    "numbers along an axis": (LOSS, f"np.put_along_axis(margins, y, 0, axis=1)\n    {LOSS}", "with as many axes as the array: y[:, np.newaxis], of shape (N, 1). Shapes"),
    "labels in a row": (LOSS, f"margins[0, y[0, 0]]\n    {LOSS}", "y[0, 0] takes y for an array of two axes, but it has one, shape (11,): the label of image i is y[i]."),
    "rows for entries, flattened": (LOSS, f"margins[y.flatten()] = 0\n    {LOSS}", "margins[y.flatten()] takes whole rows of margins, those whose numbers are in y"),
    "images of a notebook": (LOSS, f"margins + np.zeros((500, W.shape[1]))\n    {LOSS}", "500 is how many images a notebook may take, but here N = 11: which line of yours counts on 500?"),
    "a column for dW": (LOSS, f"dW = np.zeros(W.shape)\n    dW += X[0]\n    {LOSS}", "5 numbers, one for each number of an image, fill one column of an array of 4: which class do they belong to?"),
    "a logarithm that NumPy has not": (LOSS, f"np.ln(X)\n    {LOSS}", "there is no ln here: write np.log."),
    "a number that is called": (LOSS, f".5(np.sum(W))\n    {LOSS}", "'float' object is not callable. Between .5 and the bracket a * is missing."),
    "a product for a square in the gradient": (LOSS, f"dW = W @ W\n    {LOSS}", "np.square(W) squares each entry. But what is the derivative of a square? Shapes"),
    "a mask that fits where N = D = C": (LOSS, f"dW = np.zeros(W.shape)\n    dW[margins > 0] += X\n    {LOSS}", "did not match indexed array along axis 0; size of axis is 5 but size of corresponding boolean axis is 11. Shapes here: dW (5, 4), margins (11, 4), X (11, 5); N = 11, D = 5, C = 4."),
    "np.max of two arrays": (LOSS, f"np.max(margins[:2], 0 * margins[:2])\n    {LOSS}", "np.max takes its second argument for an axis; np.maximum compares two arrays entry by entry. Shapes"),
    "a column times a row": (LOSS, f"X[0].T.dot(margins[:1])\n    {LOSS}", "not aligned: 5 (dim 0) != 1 (dim 0). Shapes here: X (11, 5), margins (11, 4); N = 11, D = 5, C = 4. .T changes nothing in an array of one axis; np.outer(a, b) multiplies a column by a row."),
    "= for ==": (LOSS, f"np.mean(y = margins)\n    {LOSS}", "= inside the brackets of a call names an argument; to compare y, write ==."),
    "append with =": (LOSS, f"losses = []\n    losses = losses.append(1)\n    losses.append(1)\n    {LOSS}", "append changes a list and returns None: write it in a line of its own, with no = in front."),
    "a list for an array": (LOSS, f"dW = []\n    dW[:, y[0]] += X[0]\n    {LOSS}", "this is a list, and [i, j] needs an array: np.zeros(shape) makes one."),
    "an array as an index of a list": (LOSS, f"rights = list(range(N))\n    rights[y]\n    {LOSS}", "rights is a list: one number can index it, an array of them cannot. np.array(rights) is an array."),
    "np.max of 0 and an array": (LOSS, f"np.max(0, margins)\n    {LOSS}", "np.max(0, A) takes A for an axis. Do you want the largest entry of A, or each entry compared with 0? Shapes"),
    "an entry of an empty list": (LOSS, f"losses = []\n    losses[0] = N\n    {LOSS}", "assigning to one does not add it: append does."),
    "a number joined to a list": (LOSS, f"losses = []\n    losses += 0.5\n    {LOSS}", "+= joins two lists; to add a single value, use append."),
    "a method that is not called": (LOSS, f"V = W.copy\n    V.shape\n    {LOSS}", "are its round brackets missing, as in x.copy()?"),
    "a function that is not called": (LOSS, f"np.sum - 1\n    {LOSS}", "are its round brackets missing"),
    "sizes of a reshape": (LOSS, f"np.reshape(W, 1, 2, 3, 4)\n    {LOSS}", "put the sizes of a shape in brackets of their own"),
    "nan": (LOSS, "loss = np.sum(margins) / N + np.log(-1.0)", "NumPy warned: invalid value encountered in log (line"),
}  # fmt: skip


@pytest.mark.parametrize("log", ["log10", "log2"])
def test_another_logarithm_of_the_sum_is_told_by_its_base(told, log):
    """Whether the scores are shifted, as in the second version of everybody, or not, as in the first."""
    for shift in ("s -= np.max(s)", "pass"):
        base = (("s -= np.max(s)", shift), ("np.log(total)", f"np.{log}(total)"))
        assert "Which logarithm belongs to exp?" in told("softmax_loss_naive-loss", *base)
    for shift in ("S -= np.max(S, axis=1, keepdims=True)", ""):
        base = (("S -= np.max(S, axis=1, keepdims=True)", shift), ("np.log(totals)", f"np.{log}(totals)"))
        assert "Which logarithm belongs to exp?" in told("softmax_loss_vectorized-loss", *base)


@pytest.mark.parametrize("name", STOPS)
def test_where_it_stopped_is_told_in_words(told, name):
    old, new, words = STOPS[name]
    text = told("svm_loss_vectorized-loss", (old, new))
    assert words in text
    assert "Traceback" not in text


NAIVE_STOPS = {
    "labels compared": ("if j == y[i]", "if j == y", "ValueError: y holds the labels of all images, and j == y takes all of them at once."),
    "an array for a shape": ("dW = np.zeros_like(W)", "dW = np.zeros(W)", "np.zeros takes a shape, but this is an array: write np.zeros(A.shape) or np.zeros_like(A)."),
    "labels for an index": ("s[j] - s[y[i]] + 1", "s[j] - s[y] + 1", "and s[y] takes all of them at once. Which entry of y belongs to the image of this round?"),
}  # fmt: skip


@pytest.mark.parametrize("name", NAIVE_STOPS)
def test_where_a_loop_stopped_is_told_in_words(told, name):
    old, new, words = NAIVE_STOPS[name]
    assert words in told("svm_loss_naive-gradient", (old, new))


def test_a_stub_as_it_was_handed_out_is_open(told):
    assert told("svm_loss_vectorized-loss").startswith("ok ")
    loss, gradient = ("\n".join(region.lines) for region in variants.regions("svm", "svm_loss_vectorized"))
    text = told("svm_loss_vectorized-loss", (loss, f"    # YOUR CODE HERE\n    {STUB}"), (gradient, ""))
    assert text.startswith("-- svm_loss_vectorized is still open")


RELATIONS = {
    "half of absolute values": ("gradient", [("2 * reg * W", "reg * np.abs(W)")], "is 1/2 times the absolute value of what is expected, on every input. Which line takes absolute values?"),
    "a constant": ("loss", [(LOSS, f"{LOSS} * 1.7")], "is 1.7 times what is expected, on every input."),
    "N and a half": ("loss", [(LOSS, "loss = np.sum(margins) / 2")], "is 1/2 * N times what is expected, on every input (N ="),
    "ln 10": ("loss", [(LOSS, f"{LOSS} / np.log(10)")], "is 1/ln 10 times"),
    "numbers of an image": ("loss", [(LOSS, f"{LOSS} / W.shape[0]")], "is 1/D times"),
    "the strength as a coefficient": ("loss", [("loss += reg *", "loss += 3 * reg**2 *")], "penalty is 3 * reg times"),
    "a number for N": ("loss", [(LOSS, "loss = np.sum(margins) / 500")], "is divided by 500, not by N, the number of images."),
    "by what images are multiplied": (
        "gradient", [("= -np.sum(dS, axis=1)", "= np.sum(dS, axis=1)"), ("dS = np.sign(margins, out=margins)", "dS = margins")],
        "by m in the columns of classes that violate the margin (m is the margin of that class). It is right in the columns of",
    ),
    "by what images are multiplied, of softmax": (
        "softmax_loss_vectorized-gradient", [("dS[rows, y] -= 1", "dS[rows, y] *= -1")],
        "multiplies X[i] by -p in the column of its true class. It is right in the other columns.",
    ),
    "another margin in the condition": (
        "gradient", [("dS = np.sign(margins, out=margins)", "dS = (margins > 0.7) * 1.0")], "where s_j - s_y is above a number between",
    ),
    "an offset": ("loss", [(LOSS, f"{LOSS} - 0.25")], "is 0.25 too small on every input"),
    "an offset for each class": ("loss", [(LOSS, f"{LOSS} - W.shape[1]")], "is C too small on every input, whatever the value (C ="),
    "a penalty where reg is 0": ("loss", [("loss += reg * np", "loss += 3 * np")], "is 3 * sum(W * W) too large where reg is 0"),
    "the same, beside a mistake": (
        "loss", [(LOSS, "loss = np.sum(margins**2) / N"), ("loss += reg * np", "loss += np")],
        "the one of question 3 in notebook 02. What does the formula do with a margin of 2.9? And it is sum(W * W) too large where reg is 0",
    ),
    "the same, divided by N": ("loss", [("loss += reg * np.sum(W * W)", "loss += np.sum(W * W) / N")], "is sum(W * W) / N too large where reg is 0"),
    "the penalty in a divisor": ("loss", [("loss += reg * np.sum(W * W)", "loss /= 1 + 3 * reg * np.sum(W * W)")], "Your penalty is below 0 for some input, which it should never be. Where does a larger reg make the loss smaller?"),
    "half the penalty in a divisor": ("loss", [("loss += reg * np.sum(W * W)", "loss *= N / (N + 0.5 * reg * np.sum(W * W))")], "The penalty is in the divisor: the loss is divided by N plus the penalty."),
    "the same number in every entry": ("gradient", [("dW += 2 * reg * W", "dW += 3 * np.sum(np.abs(W))")], "Every entry of your dW is too large, or too small, by the same number where reg is 0. Which line adds it?"),
    "a penalty twice": (
        "loss", [(LOSS, "loss = (np.sum(margins) + reg * np.sum(W * W)) / N"), ("loss += reg", "loss += 0.5 * reg")],
        "penalty is 1/2 + 1 / N times what is expected, on every input (N = number of images). Is it added twice, once before",
    ),
    "few digits": ("loss", [(LOSS, f"{LOSS}\n    loss = float(np.float16(loss))")], "is right in its first two or three digits only."),
    "a penalty halved, and divided by N": ("loss", [("loss += reg", "loss += 0.5 / N * reg")], "penalty is 1/(2 N) times what is expected, on every input (N = number of images). The penalty is about W, not about images: is it added before or after the division by N? And the lecture's R(W) has no 1/2: does yours?"),
    "its gradient": ("gradient", [("dW += 2 * reg", "dW += reg / N")], "is it added before or after the division by N? And what is the derivative of w * w, and is there a 1/2 in this course's loss?"),
    "a mean over classes": ("softmax_loss_vectorized-loss", [("loss = np.mean(np.log(totals) - right)", "loss = np.sum(np.log(totals) - right) / W.shape[1]")], "is N/C times what is expected, on every input (N = number of images, C = number of classes). Do you divide by C, the number of classes, and by which number"),
    "a penalty's gradient of dW that is no mean": ("gradient", [("dW += 2 * reg * W", "dW += 2 * reg * N * dW")], "What is the derivative of reg * w * w with respect to w?\n"),
    "a product of probabilities": ("softmax_loss_vectorized-loss", [("loss = np.mean(np.log(totals) - right)", "loss = -np.log(np.prod(np.exp(right) / totals)) / N")], "vectorized: Right for a few images, and inf or nan for 20,000. Is there a product over the images?"),
    "1 taken from p before the logarithm": ("softmax_loss_vectorized-loss", [("loss = np.mean(np.log(totals) - right)", "P = P / totals[:, np.newaxis]\n    P[rows, y] -= 1\n    loss = -np.log(P[rows, y]).mean()")], "inputs unchanged, vectorized, no overflow: No points here while the rest is wrong."),
    "the loops of another function": ("loss", [("    loss = 0.0\n", "    return svm_loss_naive(W, X, y, reg)\n    loss = 0.0\n")], "vectorized: This function calls svm_loss_naive, which loops over the images."),
    "twice": ("loss", [(LOSS, f"{LOSS} * 2")], "is 2 times what is expected, on every input. Is something added twice, or is a factor of 2 extra?"),
    "another result each time": ("loss", [(LOSS, f"{LOSS} + np.random.rand()")], "is different in a second call with the same inputs"),
    "nothing written": ("gradient", [(PRODUCT, "dW = np.zeros_like(W)"), ("dW /= N\n", "\n"), ("dW += 2 * reg * W", "pass")], "data gradient, regularization gradient: Your dW is 0 on every input. It still has its first value: no line of your function changes it yet."),
    "one number for all inputs": ("loss", [(LOSS, "loss = 3.0"), ("loss += reg * np.sum(W * W)", "pass")], "is 3 on every input. What should it depend on,"),
    "a count": ("loss", [(LOSS, "loss = float(W.shape[1])")], "is C on every input (C = number of classes). What should it depend on,"),
    "the logarithm of a count": ("softmax_loss_vectorized-loss", [("np.log(totals) - right", "np.log(W.shape[1])")], "is ln C on every input (C = number of classes)."),
    "one number for a gradient": ("gradient", [("dW += 2 * reg * W", "dW = np.sum(dW)")], "is one number, expected shape (3, 3); a gradient has an entry for each weight: what the loss does when that weight"),
    "set to nothing": ("gradient", [(PRODUCT, "dW = np.zeros_like(W)"), ("dW += 2 * reg * W", "pass")], "data gradient, regularization gradient: Your dW is 0 on every input, whatever reg is. Which line should change it, and does a later one"),
    "nothing of the images": ("gradient", [(PRODUCT, "dW = np.zeros_like(W)")], "is 0 on every input where reg is 0. Which line should add what the images give, and does a later one"),
    "weights among images": ("gradient", [("dW /= N\n", "\n"), ("= -np.sum(dS, axis=1)", "= -np.sum(dS) / 3"), ("dW += 2 * reg * W", "dW += 2 * W")], "Your dW holds 2 * W where reg is 0, beside sums of images."),
    "nothing done": ("loss", [(LOSS, "loss = 0.0")], "is 0 on every input"),
    "right for one image": ("loss", [(LOSS, "loss = np.sum(margins[0])")], "right for batches of one image and wrong for several"),
    "right for few images": ("loss", [(LOSS, "loss = np.sum(margins[:10]) / min(N, 10)")], "right for up to 6 images and wrong for 11. Does something stop"),
    "the order of images": ("loss", [(LOSS, "loss = np.sum(margins.T * (2 + np.arange(N))) / N")], "same images come in a different order"),
    "the order of images, and no image": (
        "gradient", [(PRODUCT, "dW = np.zeros_like(W)\n    for i in rows:\n        dW[:] = dS[i]")],
        "as = instead of += does, keeps something from the image before, or divides in each round? For a single image it is wrong, too. The columns of dW should be sums of images",
    ),
    "the order of images, and a factor": (
        "gradient", [(PRODUCT, "dW = np.zeros_like(W)\n    for i in rows:\n        dW = 1.7 * dW + 1.7 * np.outer(X[i], dS[i])")],
        "For a single image it is wrong, too. There it is 1.7 times what is expected",
    ),
    "a known mistake and a factor": ("loss", [(LOSS, "loss = np.sum(margins**2) / N / 2")], "the one of question 3 in notebook 02. What does the formula do with a margin of 2.9? Your result is 1/2 times what this alone would give, on every input. Does that factor come with it, or is it another slip?"),
    "a known mistake, its sign, and N": (
        "gradient", [("dS[rows, y] = -np.sum(dS, axis=1)", "dS = -dS"), ("dW /= N", "pass")],
        "The column of the right class is missing: a violated margin moves two columns. Which two scores does"
        " s_j - s_y + 1 depend on? And its sign is reversed, and the sum over the images is not divided by N.",
    ),
    "an array for an axis": ("gradient", [(PRODUCT, f"np.max(0, X)\n    {PRODUCT}")], "np.max(0, A) takes A for an axis"),
    "rounded": ("loss", [(LOSS, f"{LOSS}\n    loss = np.round(loss, 2)")], "is nearly right, but has only 2 digits after the point. What rounds it"),
    "nothing but rounding": ("gradient", [(PRODUCT, "dW = 1e-18 * (X.T @ dS)")], "is 0 on every input"),
    "reshaped": ("gradient", [(PRODUCT, "dW = (dS.T @ X).reshape(W.shape)")], "in another order, as after a reshape"),
    "a column's own factor": ("gradient", [("2 * reg * W", "2 * reg * W * np.arange(1, W.shape[1] + 1)")], "but with each column times a different number"),
    "an edge": ("gradient", [(PRODUCT, f"{PRODUCT}\n    dW[-1] = 0")], "Your dW is right except for the last row."),
    "an input changed": ("gradient", [("dW = None\n", "X -= np.mean(X, axis=0)\n")], "data gradient: This may follow from an input that was changed (see inputs unchanged)."),
    "an input changed, and nothing right": ("loss", [(SCORES, "W *= reg\n    margins = X @ W\n")], "inputs unchanged: The call changed W. Which line"),
    "a loss that is no number": ("loss", [(LOSS, "loss = np.sum(margins, axis=1) / N")], "has shape (3,), one number for each image, expected one: which sum, mean or maximum is still missing?"),
    "a loss that is no number, and more": ("loss", [(LOSS, "loss = np.sum(margins**2, axis=1) / N")], "one number for each image, expected one: is a sum or mean still missing, or does an index take several entries?"),
    "all labels for one": ("softmax_loss_naive-loss", [("s[y[i]]", "s[y]")], "one number for each image, expected one. Each round of a loop over the images adds one number: does an index take the labels of all of them, as p[y] does, where it should take one?"),
    "a gradient of another shape, and its penalty": ("gradient", [("dW += 2 * reg * W", "dW = np.sum(dW, axis=1)")], "regularization gradient: Your penalty's gradient cannot be judged while the result has shape (3,)."),
    "a loss for each class": ("loss", [(LOSS, "loss = np.sum(margins, axis=0) / N")], "has shape (3,), one number for each class, expected one: which sum"),
    "a quarter": ("gradient", [("2 * reg * W", "0.5 * reg * W")], "is 1/4 times what is expected, on every input. What is the derivative of w * w, and is"),
    "the right class counted at times": (
        "gradient", [("= -np.sum(dS, axis=1)", "= -np.sum(dS, axis=1) - ((X @ W)[rows, y] - 1 - (X @ W)[rows, y] + 1 > 1e-17)")],
        "data gradient: For some images, but not for all, X[i] is subtracted once too often in the column of the right class.",
    ),
    "signs": ("gradient", [(PRODUCT, "dW = np.where(X.T @ dS > 1, -1, 1) * (X.T @ dS)")], "right except for signs"),
    "absolute values": ("gradient", [(PRODUCT, "dW = np.abs(X.T @ dS)")], "is the absolute value of what is expected, on every input."),
    "absolute values, halved": (
        "gradient", [("dW += 2 * reg * W", "dW += reg * np.abs(W)")], "is 1/2 times the absolute value of what is expected",
    ),
    "places": ("gradient", [(PRODUCT, "dW = (X.T @ dS)[:, ::-1]")], "in the wrong places within the rows"),
    "the gradient of another loss": (
        "gradient", [(LOSS, "loss = np.sum(margins**1.5) / N"), ("np.sign(margins, out=margins)", "1.5 * np.sqrt(margins)")],
        "the gradient of the loss you return, but that loss is wrong:",
    ),
    "not the gradient of the loss": ("gradient", [("2 * reg * W", "2 * reg * W**3")], "Your dW is not the gradient of your loss"),
}  # fmt: skip


@pytest.mark.parametrize("name", RELATIONS)
def test_what_is_true_of_a_result_is_told(told, name):
    task, edits, words = RELATIONS[name]
    assert words in told(task if "-" in task else f"svm_loss_vectorized-{task}", *edits)


RAW = "s -= np.max(s)\n", "\n"
LOOP_LINE = "loss += np.log(total) - s[y[i]]"
NOT_SAFE = {
    "no shift": ([RAW], "your loss is not finite: exp overflows in line "),
    "Python's own exp": ([RAW, ("total += np.exp(s[j])", "import math\n            total += math.exp(s[j])")], "your function stops: exp overflows in line "),
    "a sum of all images": ([("s -= np.max(s)\n", "s -= np.max(X @ W)\n")], "your loss is not finite: the logarithm of 0 is taken in line "),
    "Python's own logarithm of 0": ([("s -= np.max(s)\n", "s -= np.max(X @ W)\n"), (LOOP_LINE, "import math\n        loss += math.log(total) - s[y[i]]")], "your function stops: the logarithm of 0 is taken in line "),
    "nan for a number": ([RAW, (LOOP_LINE, "loss += np.nan_to_num(np.log(total)) - s[y[i]]")], "is another one than after each image's own maximum is subtracted, which should change nothing."),
    "the logarithm of each p": ([(LOOP_LINE, "loss -= np.sum((np.arange(C) == y[i]) * np.log(np.exp(s) / total))")], "scores far apart: No points are lost here."),
    "a limit": ([(LOOP_LINE, "loss -= np.log(np.clip(np.exp(s[y[i]]) / total, 1e-7, 1))")], "unlikely true class: No points are lost here. But where the true class has a p such as 1e-18, your loss is not -log p."),
}  # fmt: skip


@pytest.mark.parametrize("name", NOT_SAFE)
def test_a_loop_that_is_not_safe_on_large_scores_is_told_so_and_costs_nothing(told, name):
    edits, words = NOT_SAFE[name]
    text = told("softmax_loss_naive-loss", *edits)
    assert text.startswith("ok ") and words in text


def test_a_loop_whose_gradient_alone_is_not_safe_on_large_scores_is_told_so(told):
    line = "dW[:, j] += p[j] * X[i]"
    raw = "dW[:, j] += p[j] * X[i] * (np.sum(np.exp(X[i] @ W)) / np.sum(np.exp(X[i] @ W)))"
    loss, gradient = "softmax_loss_naive-loss", "softmax_loss_naive-gradient"
    assert told(loss, (line, raw)).count("\n") == 0
    assert "your dW is not finite, though your loss is right. Is the number that is subtracted" in told(
        gradient, (line, raw)
    )
    assert told(gradient, RAW, ("np.exp(s - np.max(s))", "np.exp(s)")).count("\n") == 0  # it is told of the loss


def test_a_loop_that_stops_on_large_scores_is_not_told_that_its_gradient_is_not_finite(told):
    own = "import math\n        loss -= math.log(np.exp(s[y[i]]) / total)"
    text = told("softmax_loss_naive-gradient", (LOOP_LINE, own))
    assert "your function stops: the logarithm of 0 is taken in line" in text and "division" not in text


def test_what_happens_on_large_scores_is_told_as_it_does(told):
    shift, totals = "S -= np.max(S, axis=1, keepdims=True)", "totals = np.sum(P, axis=1)"
    mean = "loss = np.mean(np.log(totals) - right)"
    text = told(
        "softmax_loss_vectorized-loss", (shift, "S -= np.max(S)"), (totals, "totals = np.sum(P) + 0 * np.sum(P, axis=1)"),
        (mean, "loss = -np.mean(np.log(P[rows, y] / totals))"),
    )  # fmt: skip
    assert "in one batch: the logarithm of 0 is taken in line " in text and "overflow" not in text.replace(
        "no overflow", ""
    )


def test_of_a_loop_that_is_safe_nothing_is_told(told):
    assert told("softmax_loss_naive-loss").count("\n") == 0
    own = "loss -= np.log(np.exp(s[y[i]]) / total)"
    assert told("softmax_loss_naive-loss", (LOOP_LINE, own)).count("\n") == 0


STATE = {
    "a list that is made once": ("loss", [("reg: float)", "reg: float, kept=[])"), (LOSS, "kept += list(np.sum(margins, axis=1))\n    loss = np.mean(kept)")]),
    "some of the images": ("loss", [(LOSS, "margins = margins[np.random.permutation(N)[: max(1, N // 2)]]\n    loss = np.sum(margins) / N")]),
    "other images for the labels": ("loss", [(SCORES, "X = X[np.random.permutation(len(X))]\n    margins = X @ W\n")]),
    "weights drawn anew": ("gradient", [(SCORES, "W = np.random.randn(*W.shape)\n    margins = X @ W\n")]),
}  # fmt: skip


@pytest.mark.parametrize("name", STATE)
def test_of_a_result_that_is_random_or_kept_that_alone_is_told(told, name):
    task, edits = STATE[name]
    text = told(f"svm_loss_vectorized-{task}", *edits)
    first = {
        "loss": "data loss, regularization: Your mean loss",
        "gradient": "data gradient, regularization gradient: Your dW",
    }
    assert f"{first[task]} is different in a second call with the same inputs. What is random, or kept" in text
    assert len(re.findall("[.?] ", text.partition("\n")[2])) <= 4 and "below 0" not in text and "order" not in text


def test_a_sum_that_is_kept_and_stops_elsewhere_is_told_to_be_kept(told):
    kept = "kept = svm_loss_vectorized.__dict__\n    kept['dW'] = dW = kept.get('dW', np.zeros_like(W)) + X.T @ dS"
    text = told("svm_loss_vectorized-gradient", (PRODUCT, kept))
    assert "Your dW is different in a second call with the same inputs, and in another call line " in text
    assert "stops. What is random, or kept between calls?" in text and "ValueError" not in text


def test_an_array_of_what_is_in_memory_is_told_by_its_line(told):
    empty = "dW = np.empty(W.shape)\n    same = dW.T\n    same += 1e200\n    dW += X.T @ dS"
    text = told("svm_loss_vectorized-gradient", (PRODUCT, empty))
    line = told.text[: told.text.index("dW = np.empty")].count("\n") + 1
    assert f"Line {line} (dW = np.empty(W.shape)) makes an array of whatever is in memory" in text
    assert "overflow" not in text and "order" not in text and len(text.partition("\n")[0]) < 90


@pytest.mark.parametrize("given", ["dW.fill(0)", "dW[:] = 0", "np.copyto(dW, 0)"])
def test_an_array_that_is_given_values_later_is_not(told, given):
    edits = (PRODUCT, f"dW = np.empty(W.shape)\n    {given}\n    dW += 3 * X.T @ dS")
    assert "in memory" not in told("svm_loss_vectorized-gradient", edits)


KEPT = {
    "a second name": ("l2", [("return reg * np.sum(W * W), 2 * reg * W", "gradient = W\n    value = reg * np.sum(W * W)\n    gradient *= 2 * reg\n    return value, gradient")], "W, which costs no points here. Which line writes in place, perhaps under another name, as after A = W?"),
    "a second name, used too early": ("l2", [("return reg * np.sum(W * W), 2 * reg * W", "gradient = W\n    gradient *= 2 * reg\n    return reg * np.sum(W * W + 1), gradient")], "W. Which line"),
    "signs taken away": ("l1", [("return reg * np.sum(np.abs(W)), reg", "W[W < 0] *= -1\n    return reg * np.sum(W), reg")], "W. Which line writes in place"),
    "a column overwritten": ("append_ones", [("return np.hstack([X, ones])", "X[:, -1:] = ones\n    return X")], "X. Which line"),
    "sorted": ("accuracy", [("return np.mean(y_pred == y)", "y_pred.sort()\n    y.sort()\n    return np.mean(y_pred == y)")], "y_pred and y. Which line"),
    "shuffled together": ("sample_batch", [("return X[chosen], y[chosen]", "X[:], y[:] = X[::-1].copy(), y[::-1].copy()\n    return X[chosen], y[chosen]")], "X and y, which costs no points here."),
    "centred in training": ("train", [("losses = []", "X -= X.mean(axis=0)\n        losses = []")], "X. Which line"),
    "centred for a prediction": ("predict", [("return np.argmax(S", "S -= S.mean(axis=0)\n    return np.argmax(S")], "S. Which line"),
}  # fmt: skip


@pytest.mark.parametrize("name", KEPT)
def test_an_input_that_is_changed_is_told_where_no_part_is_about_it(told, name):
    exercise, edits, words = KEPT[name]
    text = told(exercise, *edits)
    assert f"inputs unchanged: The call changed {words}" in text
    assert text.startswith("ok ") == ("costs no points" in text)
    followed = "This may follow from an input that was changed (see inputs unchanged)." in text
    assert followed == (name in ("a second name, used too early", "centred for a prediction"))


def test_nothing_is_told_of_inputs_that_are_as_before(told):
    assert "unchanged" not in told("l2", ("2 * reg * W", "reg * W"))
    batch = "X_batch, y_batch = sample_batch(X, y, batch_size, rng)"
    assert told("train", (batch, f"{batch}\n            X_batch *= 1.0")).count("\n") == 0


ARGMAX, EQUAL, RETURN = "np.argmax(S, axis=1)", "np.mean(y_pred == y)", "S += b\n    return S"
SLIPS = {
    "argmax over all, brought back": ("predict", (ARGMAX, "S.argmax() % S.shape[1]"), "This is one answer for the whole batch."),
    "the best from 0": ("predict", (f"return {ARGMAX}", "out = []\n    for s in S:\n        best, winner = 0, 0\n        for j in range(len(s)):\n            if s[j] > best:\n                best, winner = s[j], j\n        out.append(winner)\n    return np.array(out)"), "The best score so far starts too high"),
    "the last image": ("predict", (f"return {ARGMAX}", f"P = {ARGMAX}\n    P[-1] = 9\n    return P"), "Your predicted class is right except for the last entry."),
    "the number of classes": ("accuracy", (EQUAL, "np.sum(y_pred == y) / (y.max() + 1)"), "The count is divided by the number of classes."),
    "membership": ("accuracy", (EQUAL, "np.mean([p in y for p in y_pred])"), "whether a class occurs anywhere in the other array"),
    "no last class": ("linear_scores", (RETURN, "S += b\n    S[:, -1] = 0\n    return S"), "products, bias: The last class is left out."),
    "no first class": ("linear_scores", (RETURN, "S += b\n    S[:, 0] = 0\n    return S"), "Your S is right except for the first column."),
    "one column": ("linear_scores", (RETURN, "S += b\n    S[:, 1] *= 2\n    return S"), "Your S is wrong in some columns only, for example in column 1 of 3 (counted from 0)."),
    "one row": ("linear_scores", (RETURN, "S += b\n    S[1:2] *= 2\n    return S"), "Your S is wrong in some rows only, for example in row 1 of"),
    "biases down the columns": ("linear_scores", ("S += b", "S += np.resize(b, S.size).reshape(S.shape, order='F')"), "b is spread over S in the wrong order"),
    "beta as a summand": ("elastic_net", ("np.sum(beta * W * W", "np.sum(beta + W * W"), "beta is added where it should multiply the squares."),
    "exp of large scores": ("predict", ("np.argmax(S", "np.argmax(np.exp(S)"), "exp of a large score is inf"),
    "assigned, not added": ("linear_scores", ("S += b", "S =+ b"), "products, bias: In line 26 (S =+ b) the sign belongs before the ="),
    "an image less the batch's mean": ("linear_scores", ("X @ W", "((X - X.mean(axis=0)) / X.std(axis=0)) @ W"), "products, bias: X is standardized before the product"),
    "all that share the highest score": ("predict", (f"return {ARGMAX}", "return np.where(S == S.max(axis=1, keepdims=True))[1]"), "equal scores: Where classes share the highest score"),
    "a step that remembers": ("sgd_step", ("return W - learning_rate * dW", "sgd_step.step = getattr(sgd_step, 'step', 0) * 0.5 + learning_rate * np.sum(dW)\n    return W - sgd_step.step"), "step: Your new W is different in a second call with the same inputs."),
    "one of two results": ("l1", ("return reg * np.sum(np.abs(W)), reg * np.sign(W)", "return reg * np.sum(np.abs(W), axis=1)"), "value, gradient: It returned one array of shape (2,), expected 2 results: value, gradient."),
    "a batch the other way round": ("sample_batch", ("return X[chosen], y[chosen]", "return y[chosen], X[chosen]"), "Did you swap the results? They come in this order: return X_batch, y_batch."),
    "swapped results, and a stop": ("l2", ("return reg * np.sum(W * W), 2 * reg * W", "return 2 * reg * W, reg * np.sum(W @ W)"), "return value, gradient. Stopped at line 22 (return 2 * reg * W, reg * np.sum(W @ W)): ValueError"),
    "a generator with a seed of its own": ("sample_batch", ("rng.choice(X.shape[0]", "np.random.default_rng(231).choice(X.shape[0]"), "drawn from all images: Every batch is the same."),
    "an array that should grow": ("append_ones", ("return np.hstack([X, ones])", "return X.append(1)"), "an array does not grow. Which function makes a new one of two, side by side?"),
    "the lecture's layout": ("linear_scores", ("    S = X @ W\n    S += b\n", "    S = W.T @ X.T + b\n"), "This is the lecture's layout, an image in each column"),
    "ones appended without an axis": ("append_ones", ("np.hstack([X, ones])", "np.append(X, ones)"), "np.append without an axis makes one long row of X"),
    "a column too short": ("append_ones", ("return np.hstack([X, ones])", "ones = np.ones(X.shape[1])\n    return np.hstack([X, ones])"), "But ones has 3 entries, and X has 6 rows"),
    "two shuffles": ("sample_batch", ("chosen = rng.choice(X.shape[0], size=batch_size)", "rng.shuffle(X)\n    rng.shuffle(y)\n    chosen = np.arange(batch_size)"), "Does a single draw decide which images and which labels come back?"),
}  # fmt: skip


@pytest.mark.parametrize("name", SLIPS)
def test_slips_of_the_short_functions_are_told(told, name):
    exercise, edit, words = SLIPS[name]
    assert words in told(exercise, edit)


@pytest.mark.parametrize(
    "below, words",
    [
        (
            "",
            "(penalty, slope = l2(W, beta * reg)) calls l2, which is still open. Write l2 first: its result is needed here.",
        ),
        (
            "\n    return reg * np.sum(W * W), W",
            "is still in your function: delete it",
        ),  # it has code, so it is not open
    ],
)
def test_a_function_that_calls_one_that_is_still_open_is_told_which(told, below, words):
    stub = "return reg * np.sum(W * W), 2 * reg * W", f"raise NotImplementedError{below}"
    assert words in told("elastic_net", stub, ("value = reg", "penalty, slope = l2(W, beta * reg)\n    value = reg"))


@pytest.mark.parametrize(
    "written",
    [
        "np.where(S[:, 0] < S[:, 1], 1, 0)",
        "np.argmax(S == S.max(axis=1, keepdims=True), axis=1)",
        "S.shape[1] - 1 - np.argmax(S[:, ::-1], axis=1)",
    ],
)
def test_any_of_several_best_classes_is_right(told, written):
    edit = (
        f"return {ARGMAX}",
        f"winners = {written}\n    return np.where(S.max(axis=1) == S[np.arange(len(S)), winners], winners, {ARGMAX})",
    )
    assert told("predict", edit).startswith("ok")


def test_classes_that_are_no_integers_are_told_and_cost_nothing(told):
    text = told("predict", (f"return {ARGMAX}", f"return {ARGMAX} * 1.0"))
    assert text.startswith("ok predict") and "whole numbers: This costs no points" in text
    assert "\n" not in told("predict", (f"return {ARGMAX}", f"return {ARGMAX}.astype(np.uint8)"))


def test_a_stop_in_one_part_alone_is_told_of_which(told):
    span = "span = high - low if high > low else 1.0"
    text = told("weights_to_images", (span, "span = 255 / float(high - low)"), ("/ span * 255", "* span"))
    assert "equal weights: Stopped at line" in text and "ZeroDivisionError" in text
    assert "Stopped at line" not in told("weights_to_images", (span, span), ("* 255", "* 250"))


STEP = "self.W = sgd_step(self.W, dW, learning_rate)"
ROUND = f"""X_batch, y_batch = sample_batch(X, y, batch_size, rng)
            loss, dW = self.loss(X_batch, y_batch, reg)
            losses.append(loss)
            {STEP}"""
EPOCH = f"""for at in range(0, len(X), batch_size):
                loss, dW = self.loss(X[at : at + batch_size], y[at : at + batch_size], reg)
                losses.append(loss)
                {STEP}"""
TRAINED = {
    "rounds for steps": ([(ROUND, EPOCH)], ["steps: Your code changed self.W 40 times where num_iters is 8."]),
    "the penalty twice, and the mean": (
        [("losses.append(loss)", "losses.append(loss + reg * np.sum(self.W**2))"), (STEP, STEP.replace("dW", "dW / batch_size + 2 * reg * self.W"))],
        ["The first step adds 2 * reg * W to dW", "It also divides by batch_size", "reg * sum(W * W) is added to every loss"],
    ),
    "the mean": ([(STEP, STEP.replace("dW", "dW / batch_size"))], ["The first step is divided by batch_size, but dW is a mean"]),
    "half a step": ([(STEP, STEP.replace("dW", "dW / 2"))], ["The first step goes 0.5 times as far as it should."]),
    "weights that decay": ([(STEP, STEP.replace("self.W, dW", "0.9 * self.W, dW"))], ["The first step is made of dW and of W itself."]),
    "a direction of its own": ([(STEP, STEP.replace("dW", "np.sign(dW)"))], ["The first step is wrong, in its direction too."]),
    "images changed": ([("loss, dW =", "X_batch = X_batch / 255\n            loss, dW =")], ["The numbers of the images are changed before"]),
}  # fmt: skip


@pytest.mark.parametrize("name", TRAINED)
def test_what_is_true_of_a_training_is_told(told, name):
    edits, sentences = TRAINED[name]
    text = told("train", *edits)
    assert all(words in text for words in sentences)
    assert "more than once" not in text


HALF = ("loss += reg * np", "loss += 0.5 * reg * np"), ("dW += 2 * reg * W", "dW += reg * W")


def test_a_gradient_of_the_loss_with_one_half_keeps_its_points_and_is_told(told):
    assert "The penalty is half of what it should be." in told("svm_loss_vectorized-loss", *HALF)
    text = told("svm_loss_vectorized-gradient", *HALF)
    assert text.startswith("ok ")
    assert (
        "regularization gradient: No points are lost here, as this is the gradient of your own loss. But that loss has a 1/2"
        in text
    )
    assert "gradient is half of what it should be" in told(
        "svm_loss_vectorized-gradient", HALF[1]
    )  # beside a right loss it is wrong


@pytest.mark.parametrize(
    ("name", "value", "gradient"),
    [
        ("l2", ("reg * np.sum(W * W)", "0.5 * reg * np.sum(W * W)"), ("2 * reg * W", "reg * W")),
        ("elastic_net", ("np.sum(beta * W", "np.sum(0.5 * beta * W"), ("(2 * beta * W", "(beta * W")),
    ],
)
def test_so_does_that_of_a_penalty(told, name, value, gradient):
    text = told(name, value, gradient)
    assert "No points are lost here, as this is the gradient of your own penalty." in text
    assert "half of what" in text and "lacks a factor 2" not in text
    assert "lacks a factor 2" in told(name, gradient)


def test_swapped_and_forgotten_returns_are_told_and_not_taken_for_open(told):
    for task, line in (("loss", "return None, loss"), ("loss", "return dW, loss"), ("gradient", "return dW, loss")):
        assert "Did you swap the results?" in told(f"svm_loss_vectorized-{task}", ("return loss, dW", line))
    assert "still open" in told("svm_loss_vectorized-gradient", ("return loss, dW", "return loss, None"))
    # A gradient that is there, and does not come back.
    for old, new in (("dW = None\n", "return loss, None\n"), ("return loss, dW", "dW = None\n    return loss, dW")):
        assert "It returned None for dW, although your code fills it. Is there an earlier return" in told(
            "svm_loss_vectorized-gradient", (old, new)
        )
    for name, line in (("svm_loss_vectorized-gradient", "return loss, dW"), ("numerical_gradient", "return gradient")):
        assert "It returned None (is there a return?)" in told(name, (line, line.removeprefix("return ")))


def test_what_is_right_on_the_example_alone_is_told_where_it_is_wrong(told):
    text = told("numerical_gradient", ("(2 * h)", "(2 * h) * (1 + 0.3 * (x.ndim > 1))"))
    assert re.search(r"Right on the example, wrong on other inputs, for example x \(\d, \d\)\.", text)

    text = told("softmax_probabilities", ("return P", "return P**1.1"))
    # the example that is shown belongs to another part
    assert "stability: Wrong on other inputs, for example S (4, 3)." in text


@pytest.mark.parametrize(
    ("labels", "says"),
    [("y[chosen][:, np.newaxis]", "its shape is (8, 1)"), ("1.0 * y[chosen]", "its numbers are floats")],
)
def test_labels_that_no_loss_can_use_are_no_batch(told, labels, says):
    text = told("sample_batch", ("y[chosen]", labels))
    assert "0 of 2 points" in text and "y_batch should" in text and says in text


def test_max_of_a_number_and_an_array_is_told_from_maximum(told):
    text = told("relative_error", ("np.maximum(1e-8, ", "np.max(1e-8, "))
    assert "np.max(a, A) takes A for an axis. Do you want the largest entry of A, or each entry compared" in text


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("np.zeros_like(x)", "np.zeros(x)", "np.zeros takes a shape, but this is an array: write np.zeros(A.shape)"),
        ("np.ndindex(x.shape)", "np.ndindex(x)", "np.ndindex takes a shape, but this is an array"),
    ],
)
def test_an_array_for_a_shape_is_told_however_many_axes_it_has(told, old, new, says):
    assert says in told("numerical_gradient", (old, new))


def test_a_batch_in_the_other_order_is_told_so(told):
    text = told("sample_batch", ("return X[chosen], y[chosen]", "return y[chosen], X[chosen]"))
    assert "Did you swap the results? They come in this order: return X_batch, y_batch." in text


def test_a_mistake_in_templates_is_named_whether_bytes_are_rounded_or_cut(told):
    cut = "np.round((templates - low) / span * 255)", "((templates - low) / span * 255)"
    mixed, guard = (".T.reshape", ".reshape"), ("high - low if high > low else 1.0", "high - low")
    per_class = (
        "templates.min(), templates.max()",
        "np.min(templates, (1, 2, 3), keepdims=True), np.max(templates, (1, 2, 3), keepdims=True)",
    )
    for edits in ((mixed,), (per_class, mixed)):
        assert "layout, scale: The weights of different classes are mixed" in told(
            "weights_to_images", *edits, guard, cut
        )
    assert "scale: Each class is stretched on its own." in told("weights_to_images", per_class, guard, cut)


def test_of_several_things_a_sentence_says_have(told):
    text = told("weights_to_images", ("(-1, 32, 32, 3)", "(-1, 3072)"))
    assert re.search(r"[yY]our images have shape \(\d+, 3072\), expected", text)
    assert not re.search(r"images (has|is)", text)


LAYOUTS = {
    "are mixed within each picture": (".T.reshape", ".reshape"),
    "read as three colour planes": ("(-1, 32, 32, 3)", "(-1, 3, 32, 32).transpose(0, 2, 3, 1)"),
    "Rows and columns of the pictures are swapped": ("(-1, 32, 32, 3)", "(-1, 32, 32, 3).swapaxes(1, 2)"),
}
SCALES = {
    "256 does not fit into a byte": ("np.round((templates - low) / span * 255)", "((templates - low) / span * 256)"),
    "with the bias row included": ("templates.min(), templates.max()", "W.min(), W.max()"),
    "a negative: the largest weight is black": ("(templates - low)", "(high - templates)"),
    "The sizes of the weights are drawn": ("(templates - low) / span", "abs(templates) / np.max(abs(W[:-1]))"),
}


@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize("scale", SCALES)
def test_pictures_that_are_wrong_in_two_ways_are_told_both(told, layout, scale):
    text = told("weights_to_images", LAYOUTS[layout], SCALES[scale])
    assert layout in text and scale in text


def test_what_is_told_of_a_stop_leads_to_its_line(told):
    for line in ("margins[:, 99]", "margins[0, 0] = np.log(-1.0)"):
        text = told("svm_loss_vectorized-loss", (LOSS, f"{line}\n    {LOSS}"))
        (number,) = set(re.findall(r"line (\d+)", text))
        assert text.splitlines()[-1].strip().startswith(f"next: helpers/svm.py, line {number};")


def test_an_epsilon_in_the_log_is_no_matter_of_luck(told):
    mean = "loss = np.mean(np.log(totals) - right)"
    for small in ("1e-8", "1e-12", "1e-15"):
        text = told("softmax_loss_vectorized-loss", (mean, f"loss = -np.mean(np.log(P[rows, y] / totals + {small}))"))
        assert "no overflow: A small number next to p inside the logarithm" in text
        assert "right already: data loss, regularization" in text


@pytest.mark.parametrize(
    "loop",
    [
        "right = np.array([S[i, y[i]] for i in rows])",
        "right = np.zeros(N)\n    for i in range(N):\n        right[i] = S[i, y[i]]",
        "right = np.array(list(map(lambda i: S[i, y[i]], rows)))",
    ],
    ids=["in brackets", "for", "lambda"],
)
def test_a_loop_over_the_images_that_only_picks_entries_costs_nothing_and_its_line_is_told(told, loop):
    text = told("softmax_loss_vectorized-loss", ("right = S[rows, y]", loop))
    number = told.text[: told.text.rindex("S[i, y[i]]")].count("\n") + (0 if "range" in loop else 1)
    assert text.startswith("ok ")
    assert (
        f"vectorized: No points are lost here, as it only picks entries, but line {number} runs once for each image."
        in text
    )


def test_a_loop_that_works_something_out_for_each_image_is_told_by_its_line_and_one_over_the_classes_is_none(told):
    slow = "loss = np.sum(margins) / N\n    for row in margins:\n        [np.sort(row) for _ in range(9)]"
    text = told("svm_loss_vectorized-loss", (LOSS, slow))
    number = 1 + told.text.splitlines().index("    for row in margins:")
    assert f"vectorized: Line {number} runs once for each image. Which operation" in text
    quick = "loss = 0.0\n    for c in range(W.shape[1]):\n        loss += np.sum(margins[:, c]) / N"
    assert "vectorized:" not in told("svm_loss_vectorized-loss", (LOSS, quick))


@pytest.mark.parametrize(
    "loop, points",
    [
        ("for i in range(N):\n        margins[i, y[i]] -= 0", 7),
        ("for i in range(N):\n        if y[i] == 0:\n            margins[i, y[i]] = -0.0", 7),
        ("_ = list(margins[i, y[i]] for i in range(N))", 7),
        ("for i in range(N):\n        margins[i, y[i]] *= 1 - margins[i, 0]", 6),
        ("for i in range(N):\n        margins[i] -= 0 * margins[i]", 6),
        ("for i in range(N):\n        margins[i, :] = margins[i]", 6),
        ("for i in range(N):\n        for _ in range(1):\n            pass", 6),
    ],
    ids=["a number", "a condition", "in brackets", "arithmetic", "rows", "slices", "a loop in a loop"],
)
def test_what_a_loop_over_the_images_costs_depends_on_its_text_and_on_no_clock(told, monkeypatch, loop, points):
    monkeypatch.setattr(measures, "QUICK", 1e9)  # whatever takes long is quick
    assert f" {points} of 7 points" in told("svm_loss_vectorized-loss", (LOSS, f"{loop}\n    {LOSS}"))


def test_of_several_loops_over_the_images_each_is_told(told):
    several = f"{LOSS}\n    for i in rows:\n        [j for j in range(2)]\n    k = 0\n    while k < N:\n        k += 1"
    text = told("svm_loss_vectorized-loss", (LOSS, several))
    first = 1 + told.text.splitlines().index("    for i in rows:")
    assert f"Lines {first} and {first + 3} run once for each image, or more often." in text


def test_a_list_of_numbers_that_counts_as_range_does_is_no_loop(told):
    assert "vectorized:" not in told("svm_loss_vectorized-loss", (LOSS, f"rows = [i for i in range(N)]\n    {LOSS}"))


def test_of_functions_that_run_for_each_image_each_is_told(told):
    each = "np.apply_along_axis(lambda row: row, 1, margins)"
    text = told("svm_loss_vectorized-loss", (LOSS, f"{each}\n    later = 1\n    {each}\n    {LOSS}"))
    first = 1 + told.text.splitlines().index(f"    {each}")
    assert f"lines {first} and {first + 2} run once for each image" in text


def test_an_overflow_is_told_beside_a_loss_that_is_wrong_otherwise(told):
    text = told(
        "softmax_loss_vectorized-loss",
        ("S -= np.max(S, axis=1, keepdims=True)\n", "\n"),
        ("loss = np.mean(np.log(totals) - right)", "loss = np.mean(np.log(totals)) + np.sum(right)"),
        ("loss += reg * np.sum(W * W)", "loss += reg * np.sum(W)"),
    )
    line = told.text[: told.text.rindex("np.exp(S, out=S)")].count("\n") + 1
    assert f"no overflow: In line {line}, exp overflows on scores such as [1000, 1040, 960]." in text
    text = told(
        "softmax_loss_vectorized-loss",
        ("S -= np.max(S, axis=1, keepdims=True)", "S -= np.max(S)"),
        ("loss = np.mean(np.log(totals) - right)", "loss = np.mean(np.log(totals)) + np.sum(right)"),
        ("loss += reg * np.sum(W * W)", "loss += reg * np.sum(W)"),
    )
    assert "no overflow: All exps of an image become 0" in text


def test_a_loss_that_something_caps_is_told_so(told):
    mean = "loss = np.mean(np.log(totals) - right)"
    text = told(
        "softmax_loss_vectorized-loss", (mean, f"{mean}\n    loss = np.mean(np.minimum(np.log(totals) - right, 9.0))")
    )
    assert "Wrong where the true class has a p such as 1e-18. Is something added to p" in text


def test_a_logarithm_of_0_in_all_classes_is_told_and_costs_nothing(told):
    one_hot = "P = P / totals[:, np.newaxis]\n    loss = -np.sum(np.eye(P.shape[1])[y] * np.log(P{})) / N"
    text = told("softmax_loss_vectorized-loss", ("loss = np.mean(np.log(totals) - right)", one_hot.format("")))
    assert text.startswith("ok ") and "scores far apart: No points are lost here." in text
    unsafe = "S -= np.max(S, axis=1, keepdims=True)\n", "\n"
    text = told("softmax_loss_vectorized-loss", unsafe)
    assert "no overflow" in text and "far apart" not in text
    both = told("softmax_loss_vectorized-loss", unsafe, ("loss = np.mean(np.log(totals) - right)", one_hot.format("")))
    assert "no overflow: " in both and "scores far apart: " in both
    whole = ("S -= np.max(S, axis=1, keepdims=True)", "S -= np.max(S)")
    assert "far apart" not in told("softmax_loss_vectorized-loss", whole)


def test_a_line_that_overflows_for_nothing_costs_nothing(told):
    raw = "S = X @ W\n"
    assert told("softmax_loss_vectorized-loss", (raw, f"{raw}    unused = np.exp(S)\n")).startswith("ok ")


def test_to_stack_numbers_twice_is_no_loop(told):
    stacked = "S = S - np.vstack(np.max(S, axis=1))\n    S = S + 0 * np.vstack(np.max(S, axis=1))"
    assert told("softmax_loss_vectorized-loss", ("S -= np.max(S, axis=1, keepdims=True)", stacked)).startswith("ok ")


def test_a_division_by_a_probability_of_0_is_told_and_costs_nothing(told):
    text = told("softmax_loss_vectorized-gradient", ("dS[rows, y] -= 1", "dS[rows, y] -= dS[rows, y] / dS[rows, y]"))
    assert text.startswith("ok ") and "unlikely true class: No points are lost here." in text


def test_an_overflow_in_the_gradient_alone_is_told_and_costs_nothing(told):
    raw = "dS = np.exp(X @ W)\n    dS /= np.sum(dS, axis=1, keepdims=True)\n    dS[rows, y] -= 1"
    text = told("softmax_loss_vectorized-gradient", ("dS[rows, y] -= 1", raw))
    assert text.startswith("ok ") and "large scores: No points are lost here." in text and "unlikely" not in text


def test_the_score_of_the_true_class_is_no_maximum(told):
    own = ("S -= np.max(S, axis=1, keepdims=True)", "S -= S[np.arange(len(y)), y][:, np.newaxis]")
    assert "no overflow" in told("softmax_loss_vectorized-loss", own).partition("\n")[2]


def test_a_stop_further_up_that_a_square_array_hides_is_the_one_that_is_told(told):
    text = told("svm_loss_vectorized-loss", (SUBTRACT, "margins = margins - margins[rows, y]\n    later += 1"))
    assert "(margins = margins - margins[rows, y]): ValueError" in text and "needs shape (11, 1)" in text


def test_of_an_array_of_n_by_n_the_line_is_told_also_where_nothing_uses_it(told):
    text = told("svm_loss_vectorized-gradient", (LOSS, f"columns = margins[:, y]\n    {LOSS}"))
    number = 1 + told.text.splitlines().index("    columns = margins[:, y]")
    assert f"Line {number} makes an array of N x N" in text and f".py, line {number}; save" in text
    assert "Nothing reads columns: what is this line for?" in text


def test_beside_an_array_of_n_by_n_a_loop_over_the_images_is_told(told):
    added = f"{PRODUCT}\n    square = X.T @ np.eye(N)\n    for i in range(N):\n        dW[:, y[i]] += 0 * square[:, i]"
    text = told("svm_loss_vectorized-gradient", (PRODUCT, added))
    lines = told.text.splitlines()
    square = 1 + lines.index("    square = X.T @ np.eye(N)")
    loop = square + 1
    assert f"Line {square} makes an array of N x N" in text and f"Line {loop} runs once for each image, too." in text


def test_of_a_column_that_makes_n_by_n_the_name_is_told(told):
    column = f"column = np.zeros((N, 1))\n    later = np.sum(margins[rows, y] + column)\n    {LOSS} + 0 * later"
    text = told("svm_loss_vectorized-loss", (LOSS, column))
    assert "column has shape (N, 1), and with one of shape (N,) it makes N x N: which of them do you need?" in text


def test_of_a_known_mistake_that_stops_it_is_told_where(told):
    text = told("svm_loss_vectorized-gradient", (PRODUCT, "dW = X @ dS"))
    number = 1 + told.text.splitlines().index("    dW = X @ dS")
    assert f"Stopped at line {number} (dW = X @ dS): " in text and f".py, line {number}; save" in text


def test_a_row_is_told_only_if_it_is_wrong_wherever_it_should_hold_more_than_zeros(told):
    text = told("svm_loss_vectorized-gradient", (PRODUCT, f"{PRODUCT}\n    dW[-1] -= N == X.shape[1]"))
    assert "data gradient" in text and "right but for" not in text


def test_a_tie_is_told_as_one_with_the_right_class_and_where_reg_is_0(told):
    own = "S = X @ W\n    dS += 0.3 * np.sum(S == S[rows, y][:, np.newaxis], axis=1, keepdims=True) - 0.3"
    text = told("svm_loss_vectorized-gradient", (PRODUCT, f"{own}\n    {PRODUCT}"), ("2 * reg * W", "reg * W"))
    assert "Where reg is 0, your dW is wrong only where a wrong class has the score of the right one." in text


def test_a_guess_is_said_only_of_code_that_has_it(told):
    text = told("svm_loss_vectorized-loss", (SUBTRACT, "margins = margins * np.eye(max(y) + 1)[y]"))
    assert "does y hold every class?" in text and "[:, y]" not in text


def test_a_print_that_stops_may_go(told):
    text = told("svm_loss_vectorized-loss", (LOSS, f"{LOSS}\n    print(loss, loss1)"))
    assert "name 'loss1' is not defined. Did you mean loss, or can this print go?" in text


def test_of_an_axis_that_one_image_loses_it_is_told(told):
    text = told("svm_loss_vectorized-gradient", (PRODUCT, "dS = np.squeeze(dS)\n    dW = X.T @ dS"))
    assert "dS has lost the axis of the images here, where N = 1: does a line drop axes of length 1?" in text


@pytest.mark.parametrize("product", ["W @ X", "np.dot(W, X)", "W.dot(X)", "W @ X.T"])
def test_a_bias_beside_a_product_in_the_wrong_order_has_lost_nothing(told, product):
    text = told("linear_scores", ("    S = X @ W\n    S += b\n", f"    S = {product} + b\n"))
    assert "has lost the axis" not in text
    assert "The other way round" in text or "in which order do you multiply them" in text


def test_one_number_for_each_class_is_not_one_for_each_image(told):
    text = told("svm_loss_vectorized-gradient", ("-np.sum(dS, axis=1)", "-np.sum(dS, axis=0)"))
    assert "4 numbers, one for each class, where each of the 11 images needs one: over which axis do you sum?" in text


@pytest.mark.parametrize("column", ["keepdims=True", "[:, np.newaxis]"])
def test_a_column_without_a_name_that_makes_n_x_n_is_told(told, column):
    totals = f"P.sum(axis=1, {column})" if "=" in column else f"P.sum(axis=1){column}"
    mean = "np.mean(np.log({}) - right)"
    text = told("softmax_loss_vectorized-loss", (mean.format("totals"), mean.format(totals)))
    assert f"{column} makes shape (N, 1), and with one of shape (N,) it makes N x N" in text


def test_the_logarithm_of_a_probability_of_0_costs_nothing_and_is_told(told):
    loss = "loss = np.mean(np.log(totals) - right)"
    text = told("softmax_loss_vectorized-loss", (loss, "loss = -np.mean(np.log(np.exp(right) / totals))"))
    assert "6 of 6 points" in text and "No points are lost here. But where the true class is far behind" in text
    assert "far behind" not in told("softmax_loss_vectorized-loss", (loss, f"{loss} + 0"))


def test_where_another_function_of_theirs_stops_it_is_told_who_called_it_with_what(told):
    called = "P = softmax_probabilities(X[0] @ W)"
    text = told("softmax_loss_vectorized-loss", ("P = np.exp(S, out=S)", f"{called}\n    P = np.exp(S, out=S)"))
    number = 1 + told.text.splitlines().index(f"    {called}")
    assert f"softmax_probabilities is called in line {number} ({called}), with S (4,): is that what it takes?" in text
    own = "P = np.sum(S, axis=7)"
    assert "is called in" not in told("softmax_loss_vectorized-loss", ("P = np.exp(S, out=S)", own))
    inside = ("    return loss, dW", "    return helped(S)\n\n\ndef helped(S):\n    return S @ weights")
    text = told("softmax_loss_vectorized-loss", inside)
    assert "NameError: weights has no value" in text and "is called in" not in text


def test_a_history_that_each_round_makes_anew_is_told(told):
    text = told("train", ("losses.append(loss)", "losses = [loss]"))
    assert "is the list made anew in each round, or filled below the loop?" in text


def test_a_method_without_self_is_told_as_one(told):
    text = told("train", ("self.loss(X_batch, y_batch, reg)", "loss(X_batch, y_batch, reg)"))
    assert "Is self.loss meant, a method?" in text


def test_a_method_that_its_own_result_replaces_is_told(told):
    call = "loss, dW = self.loss(X_batch, y_batch, reg)"
    text = told("train", (call, f"self.{call}\n            loss = self.loss"))
    assert "this line sets self.loss to what the method returns. Which other name can hold that?" in text


def test_two_draws_of_few_row_numbers_do_not_match_by_luck(told):
    chosen = "chosen = rng.choice(X.shape[0], size=batch_size)"
    few = "rng.choice(X.shape[1], size=batch_size)"
    text = told("sample_batch", (chosen, f"chosen, others = {few}, {few}"), ("y[chosen]", "y[others]"))
    assert "Images and labels do not match" in text and "drawn from the numbers of an image" in text


def test_a_line_that_one_image_alone_reaches_is_no_stop_that_costs_nothing(told):
    """With one image (C, 1) - (C,) goes on, as (C, C), and stops below."""
    text = told(
        "softmax_loss_vectorized-loss",
        ("S -= np.max(S, axis=1, keepdims=True)", "S = S.T - np.max(S.T, axis=1)\n    S = S.T"),
        ("    dW = None\n", "    dW = X.T @ np.ones((len(S.T), 2))\n"),
    )
    assert "Stopped at line" in text and "which costs the points of dW, and none here" not in text


@pytest.mark.parametrize("loss, result", [(LOSS, "right"), ("loss = np.sum(margins)", "wrong")])
def test_of_a_stop_for_one_image_alone_it_is_told_how_the_others_end(told, loss, result):
    text = told("svm_loss_vectorized-loss", (LOSS, f"X[1]\n    {loss}"))
    assert f"That is so for one image alone: for more it runs, and the result is {result}." in text
    assert "for one image alone" not in told("svm_loss_vectorized-loss", (LOSS, f"X[20]\n    {LOSS}"))


def test_where_it_runs_a_gradient_of_the_own_loss_is_told_as_that(told):
    text = told(
        "softmax_loss_vectorized-gradient",
        ("loss += reg * np.sum(W * W)", "loss += 0.5 * reg * np.sum(W * W)"),
        ("dS[rows, y] -= 1", "dS[y] -= 1"),
        ("dW += 2 * reg * W", "dW += reg * W"),
    )
    assert "regularization gradient: Where it runs, this is the gradient of your own loss." in text
    assert text.splitlines()[0].endswith("it stops, 0 of 4 points")


def test_what_is_wrong_where_the_code_runs_is_told_beside_a_stop(told):
    text = told(
        "softmax_loss_vectorized-gradient",
        ("dS[rows, y] -= 1", "dS[y] -= 1"),
        ("dW += 2 * reg * W", "dW += reg * W"),
    )
    assert "Stopped at line" in text
    assert "regularization gradient: Where it runs: The penalty's gradient is half of what it should be." in text


def test_loops_of_its_own_are_told_by_their_lines_also_where_it_calls_another_with_loops(told):
    row_loss = (
        "def row_loss(s, k):\n    total = 0.0\n    for j in range(len(s)):\n"
        "        if j != k:\n            total += max(0, s[j] - s[k] + 1)\n    return total\n\n\n"
    )
    own = (
        "    total = 0.0\n    for i in range(len(X)):\n        total += row_loss(X[i] @ W, y[i])\n"
        "    return total / len(X) + reg * np.sum(W * W), None\n"
    )
    head = "def svm_loss_vectorized("
    text = told("svm_loss_vectorized-loss", ("    loss = 0.0\n", f"{own}    loss = 0.0\n"), (head, f"{row_loss}{head}"))
    line = told.text.split("\n").index("    for i in range(len(X)):") + 1
    assert f" and {line} run once for each image" in text and "This function calls" not in text


def test_a_gradient_of_zeros_is_told_whether_f_was_asked_at_x_alone(told):
    lost = told("numerical_gradient", ("gradient[k] = (above", "slope = (above"))
    assert "Your gradient is 0 on every input" in lost and "right already: f is asked beside x" in lost
    alone = told("numerical_gradient", ("x[k] = old + h", "pass"), ("x[k] = old - h", "pass"))
    assert "f is asked at x alone, so every entry is 0." in alone


def test_a_warning_is_told_once_and_a_whole_row_for_one_number_is_told(told):
    text = told("svm_loss_vectorized-loss", (LOSS, "loss = np.sum(margins) / N + np.log(-1.0)"))
    assert text.count("NumPy warned") == 1
    text = told("predict", (ARGMAX, "1 / (1 + np.exp(-S))"))
    assert "a whole row for each image, where one number should be left" in text


def test_a_loss_called_twice_in_a_step_costs_nothing_and_is_told(told):
    twice = "loss, dW = self.loss(X_batch, y_batch, reg)[0], self.loss(X_batch, y_batch, reg)[1]"
    text = told("train", ("loss, dW = self.loss(X_batch, y_batch, reg)", twice))
    assert text.startswith("ok ")
    assert "self.loss is called more than once in each step" in text
    step = "self.W = sgd_step(self.W, dW, learning_rate)"
    text = told(
        "train",
        ("losses.append(loss)\n", "\n"),
        (step, "self.W = self.W + learning_rate * dW\n            losses.append(self.loss(X_batch, y_batch, reg)[0])"),
    )
    assert "steps: Each step goes uphill." in text and "loss history: The loss is worked out again after" in text


AT_KINKS = {
    "vectorized": ("np.sign(margins, out=margins)\n    dS[rows, y] = -np.sum(dS, axis=1)", "1.0 * (X @ W - (X @ W)[rows, y][:, np.newaxis] >= -1)\n    dS[rows, y] = 0\n    dS[rows, y] = {own}"),
    "naive": ("if s[j] - s[y[i]] + 1 > 0:\n                dW[:, j] += X[i]\n                dW[:, y[i]] -= X[i]", "dW[:, j] += X[i] * (s[j] - s[y[i]] >= -1)\n            dW[:, y[i]] -= X[i] * {own}"),
}  # fmt: skip
OWN = {
    "vectorized": ("np.sum(margins > 0, axis=1)", "np.sum(dS, axis=1)"),
    "naive": ("(s[j] - s[y[i]] > -1)", "(s[j] - s[y[i]] >= -1)"),
}


@pytest.mark.parametrize("way", AT_KINKS)
def test_columns_that_do_not_fit_where_a_margin_is_0_are_told_and_cost_nothing(told, way):
    old, new = AT_KINKS[way]
    sign = "-" if way == "vectorized" else ""
    wrong, fits = (new.format(own=f"{sign}{own}") for own in OWN[way])
    text = told(f"svm_loss_{way}-gradient", (old, wrong))
    assert text.startswith("ok ")
    assert "margins of exactly 0: No points are lost here. But where a margin is exactly 0" in text
    assert told(f"svm_loss_{way}-gradient", (old, fits)).count("\n") == 0


def test_they_are_not_told_of_a_gradient_that_is_wrong_everywhere(told):
    text = told("svm_loss_vectorized-gradient", ("dW /= N", "dW /= 2"))
    assert "data gradient" in text and "margins of exactly 0" not in text


@pytest.mark.parametrize("slope", [0.0, 0.3, 1.0])
def test_every_slope_at_a_margin_of_0_is_right(told, slope):
    old, _ = AT_KINKS["vectorized"]
    new = f"np.heaviside(X @ W - (X @ W)[rows, y][:, np.newaxis] + 1, {slope})\n    dS[rows, y] = 0\n    dS[rows, y] = -np.sum(dS, axis=1)"
    assert told("svm_loss_vectorized-gradient", (old, new)).count("\n") == 0


def test_a_result_that_is_a_matrix_or_an_array_of_one_is_told_so_and_costs_nothing(told):
    text = told("svm_loss_vectorized-gradient", ("return loss, dW", "return loss, np.asmatrix(dW)"))
    assert text.startswith("ok ") and "kind of result: No points are lost here. But your dW is an np.matrix" in text
    text = told("svm_loss_vectorized-loss", ("return loss, dW", "return np.array([loss]), dW"))
    assert text.startswith("ok ") and "your loss is an array of shape (1,), where one number is expected." in text
    text = told("svm_loss_vectorized-loss", ("return loss, dW", "return np.array([loss + 1]), dW"))
    assert re.search(r"your mean loss \d+\.\d+, expected \d", text) and "an array of shape (1,)" in text
    assert "kind of result" not in told("svm_loss_vectorized-loss", (LOSS, "loss = np.sum(margins, axis=1) / N"))


@pytest.mark.parametrize(
    ("low", "high", "said"),
    [
        (-2.01, -1.02, "between -2 and -1"),
        (-2.04, -1.96, "between -2.04 and -1.96"),
        (-2.004, -1.996, "between -2.004 and -1.996"),
        (-2.0000001, -2.0, "near -2"),
    ],
)
def test_two_numbers_that_a_third_is_between_are_written_so_that_they_differ(low, high, said):
    assert coefficients.between(low, high) == said
