using Lockstep.Exec.Contents.Nodes;

namespace Lockstep.Exec.Contents.Pickles;

/// <summary>Arrays as joblib writes them: in the file, behind the instruction that builds what stands for them.</summary>
/// <remarks>Source: joblib/numpy_pickle.py, <c>NumpyArrayWrapper.read_array</c>.</remarks>
internal static class JoblibArray
{
    private const int Deepest = 8;

    public static void ReadBehind(ContentNode built, PickleInput input, int depth)
    {
        if (
            built is not { Kind: ContentKind.Object, Type: "joblib.numpy_pickle.NumpyArrayWrapper" }
            || built.All is not [{ Value.Kind: ContentKind.Map } state]
        )
        {
            return;
        }

        ContentNode? Find(string key) => state.Value.All.FirstOrDefault(member => member.Key?.Text == key)?.Value;
        if (Find("dtype") is not { } type || Find("shape") is not { } sides || PickleObjects.WholesOf(sides) is not { } shape || Find("order") is not { } order)
        {
            return;
        }

        if (NumpyObjects.ElementOf(type) is not { } element)
        {
            if (depth >= Deepest)
            {
                throw new ContentException("has pickles too deep in each other");
            }

            built.Attach("array", new PickleMachine(input, depth + 1).Read());
            return;
        }

        if (Find("numpy_array_alignment_bytes") is { Type: "int" })
        {
            input.Take(input.Byte());
        }

        var count = new TensorData(element, shape).Count;
        NumpyObjects.Array(built, element, shape, input.Take(count * element.Size), order.Text == "F");
    }
}
