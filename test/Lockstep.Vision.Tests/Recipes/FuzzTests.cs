using System.Globalization;
using System.Text;
using Lockstep.Recipes;

namespace Lockstep.Vision.Tests.Recipes;

/// <summary>
/// Damaged recipes give a recipe or a <see cref="RecipeException"/>, and nothing else. <c>LOCKSTEP_FUZZ_CASES</c> in the environment
/// sets the number of cases; a failure names the case, and the same number always gives the same bytes.
/// </summary>
public sealed class FuzzTests
{
    private const int DefaultCases = 20_000;

    private static readonly string[] Yaml =
    [
        RecipeText.Example,
        RecipeText.Resolve(
            RecipeText.Example, "optimizer={name: sgd, momentum: 0.9, nesterov: true}", "schedule={name: step, step_epochs: 3}",
            "sampler={name: weighted, weights: {cat: 2, 'no: 1': .5}}")
            .ToYaml(),
        "dataset: \"a\\u00e9\\\"b\"\naugment:\n  preset: heavy\n  random_erasing: {prob: .1}\n  affine: {}\n  mixup: {alpha: .2}\n  normalize:\n    mean: "
        + "&m [.5, 1e-1, 0x1]\n    std: *m\n  resize:\n    - 1\n    - 2\ntag: 'x'\n",
        "%YAML 1.2\n--- # comment\n{dataset: >-\n  folded\n  text\n, ? train : {lr: 1}, model: !!str linear, <<: *x}\n...\n",
    ];

    private static readonly string[] Json = [.. Yaml.Take(2).Select(text => RecipeText.Resolve(text).Values.ToJsonString())];

    private static readonly string[] Splices =
    [
        "\t", "\n", "\r", "\r\n", "  ", "- ", "? ", ": ", "{", "}", "[", "]", ",", "&a ", "*a ", "<<: ", "!!int ", "---\n", "...\n", "|\n", ">\n",
        "'", "\"", "\\",
        "\\ud800", "\\UFFFFFFFF", "%TAG ! x\n", "#", "@", "\0", "\u0085", "\u2028", "\ufeff", "😀", ".nan", "-.inf", "1e999", "0x", "0o8",
        "99999999999999999999",
        "null", "dataset", "optimizer: ", "normalize: ",
    ];

    [Fact]
    public void A_damaged_recipe_is_a_recipe_or_a_recipe_exception()
    {
        var cases = int.Parse(Environment.GetEnvironmentVariable("LOCKSTEP_FUZZ_CASES") ?? $"{DefaultCases}", CultureInfo.InvariantCulture);
        var resolved = 0;
        for (var number = 0; number < cases; number++)
        {
            var random = new SplitMix((ulong)number);
            var isJson = random.Below(4) == 0;
            var sources = isJson ? Json : Yaml;
            var bytes = Damage(sources, random);
            string[] overrides =
                random.Below(4) == 0 ? [Encoding.UTF8.GetString(Damage(["train.lr=0.1", "optimizer={name: sgd, momentum: .5}", "tag=x"], random))] : [];
            resolved += IsResolved(isJson ? "r.json" : "r.yaml", bytes, overrides, number) ? 1 : 0;
        }

        // Were all refused, or none, the damage would be too great or too small to find anything.
        Assert.InRange(resolved, cases / 50, cases / 2);
    }

    private static bool IsResolved(string name, byte[] bytes, string[] overrides, int number)
    {
        try
        {
            var resolved = RecipeReader.Resolve(name, bytes, overrides, 1, RecipeText.BuiltIn);
            Assert.Equal(resolved.ToYaml(), RecipeText.Resolve(resolved.ToYaml()).ToYaml());
            return true;
        }
        catch (RecipeException exception)
        {
            Assert.NotEmpty(exception.Problems);
            Assert.All(exception.Problems, problem => Assert.False(problem.ToString().Contains('\n', StringComparison.Ordinal)));
            return false;
        }
        catch (Exception exception)
        {
            throw new InvalidOperationException(
                $"Case {number} ({name}): {exception.GetType().Name}: {exception.Message}\n{Encoding.UTF8.GetString(bytes)}\n--set "
                + $"{string.Join(" --set ", overrides)}",
                exception);
        }
    }

    private static byte[] Damage(string[] sources, SplitMix random)
    {
        var bytes = Encoding.UTF8.GetBytes(sources[random.Below(sources.Length)]).ToList();
        for (var times = 1 + random.Below(3); times > 0; times--)
        {
            DamageOnce(bytes, sources, random);
        }

        return [.. bytes];
    }

    private static void DamageOnce(List<byte> bytes, string[] sources, SplitMix random)
    {
        var at = random.Below(bytes.Count + 1);
        var length = Math.Min(random.Below(8), bytes.Count - at);
        switch (random.Below(7))
        {
            case 0 when at < bytes.Count:
                bytes[at] ^= (byte)(1 << random.Below(8));
                break;
            case 1 when at < bytes.Count:
                bytes[at] = (byte)random.Below(256);
                break;
            case 2:
                bytes.RemoveRange(at, length);
                break;
            case 3:
                RemoveLine(bytes, at);
                break;
            case 4:
                bytes.InsertRange(at, bytes.GetRange(at, length));
                break;
            case 5:
                var other = Encoding.UTF8.GetBytes(sources[random.Below(sources.Length)]);
                var from = random.Below(other.Length);
                bytes.InsertRange(at, other.Skip(from).Take(random.Below(60)));
                break;
            default:
                bytes.InsertRange(at, Encoding.UTF8.GetBytes(Splices[random.Below(Splices.Length)]));
                break;
        }
    }

    private static void RemoveLine(List<byte> bytes, int at)
    {
        var begin = bytes.Take(at).ToList().LastIndexOf((byte)'\n') + 1;
        var end = bytes.IndexOf((byte)'\n', begin);
        bytes.RemoveRange(begin, (end < 0 ? bytes.Count : end + 1) - begin);
    }

    /// <summary>Source: Steele, Lea and Flood, Fast Splittable Pseudorandom Number Generators, 2014.</summary>
    private sealed class SplitMix(ulong state)
    {
        private ulong state = state;

        public int Below(int bound)
        {
            state += 0x9E3779B97F4A7C15;
            var mixed = (state ^ (state >> 30)) * 0xBF58476D1CE4E5B9;
            mixed = (mixed ^ (mixed >> 27)) * 0x94D049BB133111EB;
            return (int)((mixed ^ (mixed >> 31)) % (ulong)bound);
        }
    }
}
