using Lockstep.Exec.Parameters;

namespace Lockstep.Tests.Exec.Parameters;

public sealed class SecretsTests
{
    [Theory]
    [InlineData("--api-key")]
    [InlineData("--apikey")]
    [InlineData("WANDB_API_KEY")]
    [InlineData("HF_TOKEN")]
    [InlineData("accessToken")]
    [InlineData("aws_secret_access_key")]
    [InlineData("PGPASSWORD")]
    [InlineData("db_passwd")]
    [InlineData("password")]
    [InlineData("GOOGLE_APPLICATION_CREDENTIALS")]
    [InlineData("client.secret")]
    [InlineData("key")]
    [InlineData("token")]
    public void These_names_speak_of_secrets(string name) => Assert.True(Secrets.IsNamed(name));

    [Theory]
    [InlineData("lr")]
    [InlineData("keypoints")]
    [InlineData("num_keypoints")]
    [InlineData("monkey")]
    [InlineData("tokenizer")]
    [InlineData("max_tokens")]
    [InlineData("pad_token_id")]
    [InlineData("token_dim")]
    [InlineData("sort_key")]
    [InlineData("key_padding_mask")]
    [InlineData("PATH")]
    [InlineData("author")]
    [InlineData("secretary")]
    [InlineData("KeyError")]
    public void These_do_not(string name) => Assert.Equal(name == "KeyError", Secrets.IsNamed(name));

    [Fact]
    public void Secrets_in_arguments_are_kept_out_and_the_rest_stays()
    {
        string[] arguments =
        [
            "python",
            "train.py",
            "--api-key",
            "abc def",
            "--lr",
            "0.1",
            "--token=xyz123",
            "hydra.password=p w",
            "--num-tokens",
            "512",
            "--key",
            "7",
            "-H",
            "Authorization: Bearer abcdef",
            "s3://user:pass@host/x",
            "ghp_0123456789012345678901234567890123",
            "--token",
            "--verbose",
            "HF_TOKEN=q9",
            "--name=key=1",
        ];
        Assert.Equal(
            [
                "python",
                "train.py",
                "--api-key",
                "(kept out)",
                "--lr",
                "0.1",
                "--token=(kept out)",
                "hydra.password=(kept out)",
                "--num-tokens",
                "512",
                "--key",
                "7",
                "-H",
                "Authorization: Bearer (kept out)",
                "s3://user:(kept out)@host/x",
                "(kept out)",
                "--token",
                "--verbose",
                "HF_TOKEN=(kept out)",
                "--name=key=1",
            ],
            Secrets.Scrub(arguments)
        );
    }

    [Fact]
    public void Secrets_inside_a_shells_command_are_kept_out()
    {
        string[] arguments = ["sh", "-c", "export WANDB_API_KEY='a b'; FOO=1 python t.py --api-key s3cr3tvalue --lr 0.1 && curl -H \"X-Api-Key: abc\" x"];

        Assert.Equal(
            "export WANDB_API_KEY=(kept out); FOO=1 python t.py --api-key (kept out) --lr 0.1 && curl -H \"X-Api-Key: (kept out)\" x",
            Secrets.Scrub(arguments)[2]
        );
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
}
