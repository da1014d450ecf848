using BenchmarkDotNet.Running;
using RealtimeHub.Micro;

// Without a choice all questions are asked, and not the user which of them.
string[] choices = ["--filter", "-f", "--list", "--help", "--version", "--info", "--allCategories", "--anyCategories"];
string[] options = args.Any(choices.Contains) ? args : [.. args, "--filter", "*"];

var summaries = BenchmarkSwitcher.FromAssembly(typeof(MicroConfig).Assembly).Run(options, new MicroConfig());
return summaries.Any(summary => summary.HasCriticalValidationErrors || summary.Reports.Any(report => !report.Success)) ? 1 : 0;
