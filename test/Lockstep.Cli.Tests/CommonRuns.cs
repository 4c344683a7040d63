using System.Collections.Concurrent;
using System.Text.Json.Nodes;

namespace Lockstep.Cli.Tests;

/// <summary>
/// Runs that several tests begin with. Each is trained once, by a process like any other, and every test that asks has a copy to itself, to break as it likes.
/// The data set that such a run recorded lies elsewhere than in the test's place: a test that changes the data before a rerun trains a run of its own.
/// </summary>
internal static class CommonRuns
{
    private static readonly ConcurrentDictionary<(string Program, int PerClass, string Recipe, string Arguments), Lazy<Task<JsonObject>>> Trained = [];

    /// <summary>Copies a run of the place's recipe into its <c>runs/</c>, and returns what training answered, with the copy's folder.</summary>
    public static async Task<JsonObject> CopyAsync(string program, Workplace place, string[] arguments)
    {
        var recipe = File.ReadAllText(place.PathOf("recipe.yaml"));
        var trained = await Trained.GetOrAdd((program, place.DigitsPerClass, recipe, string.Join('\n', arguments)), _ =>
            new(() => TrainAsync(program, place.DigitsPerClass, recipe, arguments))).Value;
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

    private static async Task<JsonObject> TrainAsync(string program, int perClass, string recipe, string[] arguments)
    {
        var place = new Workplace().WithDigits(perClass);
        AppDomain.CurrentDomain.ProcessExit += (_, _) => place.Dispose();
        File.WriteAllText(place.PathOf("recipe.yaml"), recipe);
        return await place.JsonAsync(program, 0, ["train", "recipe.yaml", .. arguments]);
    }
}
