using System.Collections.Concurrent;
using System.Text.Json.Nodes;

namespace Lockstep.Cli.Tests;

/// <summary>
/// Runs that several tests begin with. Each is trained once, by a process like any other, and every test that asks has a copy to itself, to break as it likes.
/// The data set that such a run recorded lies elsewhere than in the test's place: a test that changes the data before a rerun trains a run of its own.
/// </summary>
internal static class CommonRuns
{
    private static readonly ConcurrentDictionary<(int PerClass, string Arguments), Lazy<Task<JsonObject>>> Trained = [];

    /// <summary>Copies a run into the place's <c>runs/</c>, and returns what training answered, with the copy's folder.</summary>
    public static async Task<JsonObject> CopyAsync(Workplace place, int perClass, string[] arguments)
    {
        var trained = await Trained.GetOrAdd((perClass, string.Join('\n', arguments)), _ => new(() => TrainAsync(perClass, arguments))).Value;
        var answer = trained.DeepClone().AsObject();
        var (from, to) = (trained.Text("folder"), place.PathOf(Path.Combine("runs", trained.Text("run"))));
        Assert.False(Directory.Exists(to), $"{to} is there already");
        foreach (var folder in Directory.EnumerateDirectories(from, "*", SearchOption.AllDirectories).Prepend(from))
        {
            var copy = Directory.CreateDirectory(Path.Combine(to, Path.GetRelativePath(from, folder))).FullName;
            foreach (var file in Directory.EnumerateFiles(folder))
            {
                File.Copy(file, Path.Combine(copy, Path.GetFileName(file)));
            }
        }

        answer["folder"] = to;
        return answer;
    }

    private static async Task<JsonObject> TrainAsync(int perClass, string[] arguments)
    {
        var place = new Workplace().WithDigits(perClass);
        AppDomain.CurrentDomain.ProcessExit += (_, _) => place.Dispose();
        return await place.JsonAsync(0, ["train", "recipe.yaml", .. arguments]);
    }
}
