#:project ../src/Lockstep/Lockstep.csproj
#:property PublishAot=false
#:property RestorePackagesWithLockFile=false
// How long the statistics of an ablation take.
// Usage: dotnet run -c Release bench/statistics.cs [ARMS [SEEDS]]; bench/ablate.sh runs it.
using System.Diagnostics;
using System.Globalization;
using Lockstep.Randomness;
using Lockstep.Statistics;

CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
var arms = args.Length > 0 ? int.Parse(args[0], CultureInfo.InvariantCulture) : 100;
var seeds = args.Length > 1 ? int.Parse(args[1], CultureInfo.InvariantCulture) : 20;
var stream = new RandomStream(1, RandomPurpose.None, 0, 0);
var differences = new double[arms][];
for (var arm = 0; arm < arms; arm++)
{
    differences[arm] = new double[seeds];
    for (var seed = 0; seed < seeds; seed++)
    {
        differences[arm][seed] = stream.NextNormal() + (arm % 10 / 5.0);
    }
}

var watch = Stopwatch.StartNew();
var found = PairedComparison.All(differences);
Console.WriteLine($"statistics of {arms} arms of {seeds} seeds: {watch.Elapsed.TotalSeconds:F2} s; {found.Count(one => one.Finding == Finding.Better)} better");
