namespace ConventionTests;
