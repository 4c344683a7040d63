using System.Text.Json.Nodes;
using CliWrap.Buffered;
using Lockstep.Exec.Parameters;
using Lockstep.Tests.Shared;

namespace Lockstep.Tests.Exec.Parameters;

public sealed class SecretsTests
{
    private static readonly JsonObject Table =
        (JsonObject)JsonNode.Parse(File.ReadAllText(Repository.PathOf("test/fixtures/exec/secrets.json")))!;

    [Fact]
    public void Names_speak_of_secrets_or_do_not()
    {
        Assert.All(Texts("secret"), name => Assert.True(Secrets.IsNamed(name), name));
        Assert.All(Texts("plain"), name => Assert.False(Secrets.IsNamed(name), name));
    }

    [Fact]
    public void Secrets_in_arguments_are_kept_out_and_the_rest_stays() =>
        Assert.Equal(Arguments(1), Secrets.Scrub([.. Arguments(0)]));

    [Fact]
    public async Task The_injected_module_has_the_same_rule()
    {
        const string Python = "/usr/bin/python3";
        Assert.SkipUnless(File.Exists(Python), $"needs {Python} (apt-get install python3)");
        var said = await CliWrap.Cli.Wrap(Python)
            .WithArguments([
                "-c",
                """
                import json, runpy, sys
                rule = runpy.run_path(sys.argv[1])
                table = json.load(open(sys.argv[2]))
                print(json.dumps([
                    [name for name in table["secret"] if rule["is_secret"](name)],
                    [name for name in table["plain"] if rule["is_secret"](name)],
                    rule["arguments"]([given for given, _ in table["arguments"]]),
                    rule["values"]({"max_tokens": 512, "token": 7, "api_key": "abcdef", "nested": {"password": ["a"], "lr": 0.1}, "url": "s3://u:pw@h/d"})]))
                """,
                Repository.PathOf("src/Lockstep/Exec/Python/site/_lockstep/private.py"),
                Repository.PathOf("test/fixtures/exec/secrets.json"),
            ])
            .ExecuteBufferedAsync(TestContext.Current.CancellationToken);

        JsonNode[] expected =
        [
            new JsonArray([.. Texts("secret").Select(name => JsonValue.Create(name))]),
            new JsonArray(),
            new JsonArray([.. Arguments(1).Select(word => JsonValue.Create(word))]),
            JsonNode.Parse(
                """{"max_tokens":512,"token":7,"api_key":"(kept out)","nested":{"password":"(kept out)","lr":0.1},"url":"s3://u:(kept out)@h/d"}""")!,
        ];
        Assert.Equal(expected.Select(one => one.ToJsonString()), JsonNode.Parse(said.StandardOutput)!.AsArray().Select(one => one!.ToJsonString()));
    }

    [Fact]
    public void Variables_keep_their_names_and_lose_their_secrets()
    {
        var scrubbed = Secrets.Scrub(
            new Dictionary<string, string>
            {
                ["PATH"] = "/bin",
                ["WANDB_API_KEY"] = "abcdef",
                ["DATABASE_URL"] = "postgres://u:pw@h/d",
                ["EMPTY_TOKEN"] = "",
            }
        );

        Assert.Equal(
            [("DATABASE_URL", "postgres://u:(kept out)@h/d"), ("EMPTY_TOKEN", ""), ("PATH", "/bin"), ("WANDB_API_KEY", "(kept out)")],
            scrubbed.OrderBy(one => one.Key, StringComparer.Ordinal).Select(one => (one.Key, one.Value))
        );
    }

    [Fact]
    public void A_secret_that_is_known_is_found_in_other_texts()
    {
        var known = Secrets.In(
            ["t.py", "--token", "abcdef99", "--password=longer-secret", "--key", "7"],
            new Dictionary<string, string> { ["MY_TOKEN"] = "zyxwvu", ["HOME"] = "/home/me" }
        );

        Assert.Equal(["abcdef99", "longer-secret", "zyxwvu"], known.Order(StringComparer.Ordinal));
        Assert.Equal("Namespace(token='(kept out)', home='/home/me')", Secrets.ScrubText("Namespace(token='abcdef99', home='/home/me')", known));
    }

    private static IEnumerable<string> Texts(string member) => Table[member]!.AsArray().Select(text => (string)text!);

    private static IEnumerable<string> Arguments(int column) => Table["arguments"]!.AsArray().Select(row => (string)row![column]!);
}
