using Lockstep.Tests.Shared;

namespace Lockstep.Cli.Tests;

/// <summary>
/// A clean project, of which each box is opened in turn: the audit names what opened it, and nothing else. With <c>LOCKSTEP_AUDIT_MUTATIONS</c> in the
/// environment in each of the ways, else in one for each check.
/// </summary>
[Collection(nameof(AugmentCheckTests))]
public sealed class AuditMutationTests
{
    private const string Commit = "git add -A && git commit -qm Change && git push -qf origin main";

    /// <summary>
    /// What is done to the project, in the shell, and the check that must tell of it. Those that begin with git are not committed afterwards.
    /// </summary>
    private static readonly (string Script, string Check)[] Mutations =
    [
        ("sed -i '/torch.manual_seed/d' train.py", "torch-seed"),
        ("sed -i '/ random.seed/d' train.py", "global-seeds"),
        ("sed -i '/np.random.seed/d' train.py", "global-seeds"),
        ("sed -i 's/random.seed(given.seed)/random.seed()/;s/np.random.seed()/np.random.seed(1)/' train.py", "clock-seed"),
        ("sed -i 's/torch.manual_seed(given.seed)/import time; torch.manual_seed(int(time.time()))/' train.py", "clock-seed"),
        ("sed -i 's/torch.manual_seed(given.seed)/given.seed = os.getpid(); torch.manual_seed(given.seed)/' train.py", "clock-seed"),
        ("sed -i 's/benchmark = False/benchmark = True/' train.py", "cudnn-benchmark"),
        ("printf 'import torch\\ntorch.backends.cudnn.benchmark = True\\n' > fast.py", "cudnn-benchmark"),
        ("sed -i 's/sorted(os.listdir(folder))/os.listdir(folder)/' train.py", "listing-order"),
        ("printf 'from pathlib import Path\\nfiles = list(Path(\"points\").iterdir())\\ntrain = files[:18]\\n' > split.py", "listing-order"),
        ("printf 'import glob\\nnames = []\\nfor name in glob.glob(\"points/*\"):\\n    names.append(name)\\nval = names[:6]\\n' > split.py", "listing-order"),
        ("sed -i 's/sorted(set(\\(.*\\)))$/list(set(\\1))/' train.py", "set-order"),
        ("printf 'names = {\"a\", \"b\"}\\nnumbers = {}\\nfor name in names:\\n    numbers[name] = len(numbers)\\n' > classes.py", "set-order"),
        ("sed -i 's/batch_size=6, shuffle=False/batch_size=6, shuffle=True/' train.py", "shuffled-validation"),
        ("sed -i 's/np.random.normal(0, 0.05, /np.random.default_rng().normal(0, 0.05, /' augment.py", "unseeded-generator"),
        ("printf 'import random\\ngenerator = random.Random()\\n' > draw.py", "unseeded-generator"),
        ("printf 'import secrets\\nfirst = secrets.choice([1, 2])\\n' > draw.py", "unseeded-generator"),
        ("sed -i 's/torch==1.13.1/torch==1.8.1/' requirements.txt", "numpy-in-workers"),
        ("sed -i 's/torch==1.13.1/torch>=1.13/' requirements.txt", "unpinned-requirements"),
        ("sed -i 's/numpy==.*/numpy/' requirements.txt", "unpinned-requirements"),
        ("echo tqdm~=4.66 >> requirements.txt", "unpinned-requirements"),
        ("printf 'dependencies:\\n  - python=3.11\\n  - pytorch\\n' > environment.yml", "unpinned-requirements"),
        ("sed -i 's/^RUN.*/RUN pip install torch numpy/' Dockerfile", "unpinned-requirements"),
        ("git rm -q requirements.txt", "lock-file"),
        ("sed -i '1i --extra-index-url https://packages.example.org/cpu' requirements.txt", "unhashed-index"),
        ("sed -i 's/python:3.11.2/python:latest/' Dockerfile", "latest-image"),
        ("sed -i 's/python:3.11.2/python/' Dockerfile", "latest-image"),
        ("sed -i '/sha256sum/d' get_points.sh", "unhashed-download"),
        ("printf 'curl -L https://example.org/a.csv -o a.csv\\n' > get.sh", "unhashed-download"),
        ("printf 'from urllib.request import urlretrieve\\nurlretrieve(\"https://example.org/a.csv\", \"a.csv\")\\n' > get.py", "unhashed-download"),
        ("printf 'import requests\\nwith open(\"a\", \"wb\") as f:\\n    f.write(requests.get(\"https://example.org/a\").content)\\n' > get.py",
            "unhashed-download"),
        ("printf 'import torch\\nmodel = torch.hub.load(\"example/models\", \"small\")\\n' > start.py", "unpinned-weights"),
        ("printf 'from transformers import AutoModel\\nmodel = AutoModel.from_pretrained(\"org/model\")\\n' > start.py", "unpinned-weights"),
        ("printf 'import torch\\nweights = torch.load(\"start.pt\")\\n' > start.py", "unpinned-weights"),
        ("sed -i /torchvision/d requirements.txt && printf 'from torchvision.datasets import MNIST\\nMNIST(\"m\", download=True)\\n' > m.py",
            "unpinned-dataset"),
        ("printf 'import datasets\\ntexts = datasets.load_dataset(\"org/texts\")\\n' > texts.py", "unpinned-dataset"),
        ("sed -i 's/default=\"points\"/default=\"\\/home\\/ada\\/points\"/' train.py", "absolute-path"),
        ("printf 'data: /mnt/ssd/points\\n' > config.yaml", "absolute-path"),
        ("sed -i s/lr=0.1/lr=0.2/ train.py # git: not committed", "uncommitted-changes"),
        ("printf 'lr = 1\\n' > settings.py # git: not committed", "uncommitted-changes"),
        ("sed -i s/lr=0.1/lr=0.2/ train.py && git commit -qam Change # git: not pushed", "unpushed-commit"),
        ("rm -rf .git # git: gone", "no-repository"),
    ];

    [Fact]
    public async Task Whatever_opens_a_box_of_a_clean_project_is_named_and_nothing_else()
    {
        using var place = await CleanAsync();
        Assert.Empty(Opening(await AuditFixtures.AuditAsync(place.PathOf("project"))));
        var wrong = new List<string>();
        var all = Environment.GetEnvironmentVariable("LOCKSTEP_AUDIT_MUTATIONS") is not null;
        foreach (var (script, check) in all ? Mutations : [.. Mutations.DistinctBy(mutation => mutation.Check)])
        {
            await place.ShellAsync($"rm -rf mutated && cp -r project mutated && cd mutated && {script}\n"
                + (script.Contains("# git:", StringComparison.Ordinal) ? "" : Commit));
            var opening = Opening(await AuditFixtures.AuditAsync(place.PathOf("mutated")));
            if (!opening.SequenceEqual([check]))
            {
                wrong.Add($"{script}: expected {check}, found {string.Join(", ", opening)}");
            }
        }

        Assert.Empty(wrong);
    }

    /// <summary>The project of examples/broken-project, mended, in a repository whose remote has it.</summary>
    internal static async Task<Workplace> CleanAsync()
    {
        var place = new Workplace();
        var example = Repository.PathOf("examples/broken-project");
        await place.ShellAsync($"""
            cp -r '{example}' project && cd project && patch -s -p1 < mend.patch && rm mend.patch larger.py
            git init -q -b main . && git config user.name Ada && git config user.email ada@example.com
            git init -q --bare -b main ../remote && git remote add origin "$PWD/../remote"
            {Commit}
            """);
        return place;
    }

    private static string[] Opening(System.Text.Json.Nodes.JsonObject answer) =>
    [
        .. answer["findings"]!.AsArray().Where(finding => (string?)finding!["state"] == "opens").Select(finding => (string)finding!["check"]!)
            .Distinct().Order(StringComparer.Ordinal),
    ];
}
