namespace Lockstep.Cli.Tests;

/// <summary>The smoke test of an untouched PyTorch script: it is ended after so many steps, and judged by its ledger.</summary>
public sealed class CommandSmokeTests
{
    private const string Script = """
        import os, sys
        import torch
        from torch import nn
        kind = sys.argv[1]
        generator = torch.Generator().manual_seed(3)
        x = torch.randn(160, 8, generator=generator)
        y = (x[:, 0] > 0).long()
        class Net(nn.Module):
            def __init__(self):
                super().__init__()
                self.first = nn.Linear(8, 16)
                self.last = nn.Linear(16, 2)
            def forward(self, x):
                return self.last(torch.relu(self.first(x)))
        net = Net()
        if kind == "frozen":
            for parameter in net.first.parameters():
                parameter.requires_grad = False
        rate = {"still": 0.0, "hot": 1e6}.get(kind, 0.5)
        optimizer = torch.optim.SGD([p for p in net.parameters() if p.requires_grad], lr=rate)
        loader = torch.utils.data.DataLoader(torch.utils.data.TensorDataset(x, y), batch_size=16, shuffle=True)
        try:
            for epoch in range(1000):
                for a, b in loader:
                    if kind == "unseeded":
                        a = a + os.urandom(1)[0] / 1000
                    loss = nn.functional.cross_entropy(net(a), b)
                    if kind == "ignores":
                        loss = 0 * net(a).sum() + 1
                    optimizer.zero_grad()
                    loss.backward()
                    optimizer.step()
                with open(os.environ["LOCKSTEP_RUN"] + "/metrics.jsonl", "a") as told:
                    told.write('{"epoch": %d, "val_accuracy": %.4f}\n' % (epoch + 1, (net(x).argmax(1) == y).float().mean()))
        finally:
            open("ended", "w").write("1")
        """;

    [Fact]
    public async Task A_script_is_ended_after_its_steps_as_if_it_had_ended_itself_and_leaves_no_run()
    {
        using var place = PlaceWithScript();
        File.WriteAllText(place.PathOf("command.yaml"), """
            kind: command
            command: [/usr/bin/python3, train.py, good]
            invariants:
              - {metric: val_accuracy, min: 0.5, at_epoch: 2}
              - {metric: test_accuracy, min: 0.5}
            """);
        var answer = await place.JsonAsync(0, "smoke", "command.yaml", "--steps", "30");

        Assert.Equal(("passed", "identical", 30), (answer.Text("status"), answer.Text("verdict"), answer["metrics"]?["steps"]?.GetValue<int>()));
        Assert.Equal([true, null], answer["invariants"]!.AsArray().Select(one => (bool?)one!["holds"]));
        Assert.Equal((0, "1"), (place.RunCount, File.ReadAllText(place.PathOf("ended"))));
    }

    [Theory]
    [InlineData("still", "parameters move: no parameter moved in 20 steps, though gradients were there: the learning rate, at most 0, is 0 or too small")]
    [InlineData("ignores", "parameters move: no parameter got a gradient in 20 steps: the loss does not depend on them")]
    [InlineData("frozen", "parameters move: first.bias, first.weight are frozen, and nobody said so")]
    [InlineData("unseeded", "identical runs: the two runs differ from step 1 on: loss")]
    [InlineData("hot", "finite loss: the loss became NaN at step")]
    public async Task Each_fails_for_its_own_reason(string kind, string reason)
    {
        using var place = PlaceWithScript();
        var result = await place.RunAsync("smoke", "--steps", "20", "--", "/usr/bin/python3", "train.py", kind);
        Assert.Equal(1, result.ExitCode);
        Assert.Contains($"failed: {reason}", result.StandardOutput, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("no loss of a step of PyTorch's optimizers was seen", "true")]
    [InlineData("the command failed: the command ended with exit code 7", "sh", "-c", "exit 7")]
    public async Task A_command_that_trains_nothing_fails_and_says_so(string said, params string[] command)
    {
        using var place = new Workplace();
        var result = await place.RunAsync(["smoke", "--", .. command]);
        Assert.Equal(1, result.ExitCode);
        Assert.Contains(said, result.StandardOutput, StringComparison.Ordinal);
    }

    private static Workplace PlaceWithScript()
    {
        Assert.SkipUnless(Directory.Exists("/usr/lib/python3/dist-packages/torch"), "needs PyTorch: install python3-torch");
        var place = new Workplace();
        File.WriteAllText(place.PathOf("train.py"), Script);
        return place;
    }
}
