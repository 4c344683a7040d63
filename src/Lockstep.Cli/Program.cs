return await Lockstep.Cli.CommandLine.RunAsync(args).ConfigureAwait(false);
