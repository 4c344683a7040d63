using CliWrap.Buffered;
using Lockstep.Tests.Servers;

namespace Lockstep.Cli.Tests;

public sealed class StoreTests(S3Server s3, AzureServer azure) : IClassFixture<S3Server>, IClassFixture<AzureServer>
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_is_pushed_to_a_folder_comes_back_by_its_name_and_is_not_sent_twice()
    {
        using var place = new Workplace().WithDigits();
        var sealedAs = await place.JsonAsync(0, "data", "seal", "digits");
        var pushed = await place.JsonAsync(0, "data", "push", "store", "digits");
        Assert.Equal(sealedAs.Text("id"), pushed.Text("id"));
        Assert.Equal((80, 0), (pushed["moved"]?.GetValue<int>(), pushed["alreadyThere"]?.GetValue<int>()));

        var again = await place.RunAsync("data", "push", "store", "digits");
        Assert.Equal(0, again.ExitCode);
        Assert.Contains("moved      0 of 80 objects, 0 of ", again.StandardOutput, StringComparison.Ordinal);
        Assert.Contains("; 80 were there already\n", again.StandardOutput, StringComparison.Ordinal);

        var pulled = await place.JsonAsync(0, "data", "pull", "store", "digits");
        Assert.Equal(80, pulled["moved"]?.GetValue<int>());
        await place.ShellAsync("diff -r digits data/digits");
        Assert.Equal(0, (await place.RunAsync("data", "verify", "data/digits")).ExitCode);
        Assert.Equal(3, (await place.RunAsync("data", "pull", "store", "digits")).ExitCode);
        Assert.Equal(0, (await place.JsonAsync(0, "data", "pull", "store", sealedAs.Text("id")[..8], "elsewhere/digits"))["moved"]?.GetValue<int>());
    }

    [Fact]
    public async Task The_environment_leads_to_a_bucket_and_to_a_container()
    {
        Assert.SkipWhen(s3.Absent is not null, s3.Absent ?? "");
        Assert.SkipWhen(azure.Absent is not null, azure.Absent ?? "");
        using var place = new Workplace().WithDigits();
        await place.JsonAsync(0, "data", "seal", "digits", "--name", "ten digits");
        var environment = s3.Environment.Append(KeyValuePair.Create("AZURE_STORAGE_CONNECTION_STRING", (string?)azure.ConnectionString)).ToDictionary();
        foreach (var store in new[] { $"s3://{S3Server.Bucket}/team/data", $"azure://{AzureServer.Container}/team/data" })
        {
            await Successful(place, environment, "data", "push", store, "digits");
            await Successful(place, environment, "data", "pull", store, "ten digits", $"from-{store[..2]}");
            await place.ShellAsync($"diff -r digits from-{store[..2]} && rm -rf .lockstep");
        }
    }

    [Fact]
    public async Task A_push_that_was_killed_half_way_resumes_and_sends_only_the_rest()
    {
        Assert.SkipWhen(s3.Absent is not null, s3.Absent ?? "");
        using var place = new Workplace().WithDigits();
        using var proxy = new ChangingProxy(s3.Url);
        var id = (await place.JsonAsync(0, "data", "seal", "digits")).Text("id");
        var environment = s3.Environment.ToDictionary();
        environment["AWS_ENDPOINT_URL"] = proxy.Url;

        // The server takes in 30 objects, then answers no more; the process is killed while it waits.
        var half = new TaskCompletionSource();
        var puts = 0;
        proxy.Before = request =>
        {
            if (request.StartsWith("PUT ", StringComparison.Ordinal)
                && request.Contains("/objects/", StringComparison.Ordinal) && Interlocked.Increment(ref puts) > 30)
            {
                half.TrySetResult();
                return Task.Delay(Timeout.Infinite, Cancellation);
            }

            return Task.CompletedTask;
        };
        using var kill = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        var pushing = place.Lockstep("data", "push", $"s3://{S3Server.Bucket}/killed", "digits")
            .WithEnvironmentVariables(environment).ExecuteBufferedAsync(kill.Token);
        await half.Task.WaitAsync(Cancellation);
        await kill.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await pushing);

        using var client = S3Server.ClientOf(s3.Url);
        var arrived = (await client.ListObjectsV2Async(new() { BucketName = S3Server.Bucket, Prefix = "killed/" }, Cancellation)).S3Objects
            .Select(found => found.Key).ToArray();
        Assert.Equal(30, arrived.Count(key => key.StartsWith("killed/objects/", StringComparison.Ordinal)));
        Assert.DoesNotContain($"killed/manifests/{id}.json", arrived);

        proxy.Before = _ => Task.CompletedTask;
        proxy.Requests.Clear();
        var resumed = await Successful(place, environment, "data", "push", $"s3://{S3Server.Bucket}/killed", "digits");
        Assert.Contains("moved      50 of 80 objects", resumed.StandardOutput, StringComparison.Ordinal);
        Assert.Equal(
            50,
            proxy.Requests.Count(request => request.StartsWith("PUT ", StringComparison.Ordinal) && request.Contains("/objects/", StringComparison.Ordinal)));
        await Successful(place, environment, "data", "pull", $"s3://{S3Server.Bucket}/killed", id[..4], "back");
        await place.ShellAsync("diff -r digits back");
    }

    [Fact]
    public async Task A_flipped_byte_in_the_store_is_named_and_no_folder_appears()
    {
        using var place = new Workplace().WithDigits();
        await place.JsonAsync(0, "data", "seal", "digits");
        await place.JsonAsync(0, "data", "push", "store", "digits");
        var digest = (await place.ShellAsync("sha256sum digits/3/0003.png"))[..64];
        place.ChangeOneByte($"store/objects/{digest[..2]}/{digest[2..]}");

        var result = await place.RunAsync("data", "pull", "store", "digits", "back");
        Assert.Equal(1, result.ExitCode);
        Assert.Contains("3/0003.png", result.StandardError, StringComparison.Ordinal);
        Assert.Empty(result.StandardOutput);
        Assert.False(Directory.Exists(place.PathOf("back")));
    }

    [Fact]
    public async Task A_changed_file_is_not_pushed()
    {
        using var place = new Workplace().WithDigits();
        await place.JsonAsync(0, "data", "seal", "digits");
        place.ChangeOneByte("digits/3/0003.png");
        var result = await place.RunAsync("data", "push", "store", "digits");
        Assert.Equal(1, result.ExitCode);
        Assert.Contains("3/0003.png has SHA-256 ", result.StandardError, StringComparison.Ordinal);
        Assert.False(Directory.Exists(place.PathOf("store/manifests")));
    }

    [Theory]
    [InlineData(2, "no kind of store", "push", "ftp://x", "digits")]
    [InlineData(2, "no such folder", "push", "store", "nowhere")]
    [InlineData(2, "AZURE_STORAGE_CONNECTION_STRING is not set", "push", "azure://x-y-z", "digits")]
    [InlineData(2, "'dogs' is no snapshot in", "pull", "store", "dogs")]
    [InlineData(3, "can't be", "push", "recipe.yaml", "digits")]
    [InlineData(3, "Check AWS_ENDPOINT_URL", "push", "s3://bucket", "digits")]
    public async Task What_can_not_be_done_says_why_by_message_and_exit_code(int exitCode, string message, params string[] arguments)
    {
        using var place = new Workplace().WithDigits(perClass: 1);
        await place.JsonAsync(0, "data", "seal", "digits");
        var environment = new S3Server().Environment.ToDictionary();
        environment["AWS_ENDPOINT_URL"] = "http://127.0.0.1:1";
        environment["AZURE_STORAGE_CONNECTION_STRING"] = null;
        var result = await place.Lockstep(["data", .. arguments]).WithEnvironmentVariables(environment).ExecuteBufferedAsync(Cancellation);
        Assert.True(result.ExitCode == exitCode, $"exit code {result.ExitCode}, expected {exitCode}\n{result.StandardError}");
        Assert.Contains(message, result.StandardError, StringComparison.Ordinal);
        Assert.Empty(result.StandardOutput);
    }

    private static async Task<BufferedCommandResult> Successful(Workplace place, IReadOnlyDictionary<string, string?> environment, params string[] arguments)
    {
        var result = await place.Lockstep(arguments).WithEnvironmentVariables(environment).ExecuteBufferedAsync(Cancellation);
        Assert.True(result.ExitCode == 0, $"exit code {result.ExitCode}\n{result.StandardError}");
        return result;
    }
}
