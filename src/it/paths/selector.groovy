// Where file names are ASCII for Java, there is nothing to show.
return System.getProperty('sun.jnu.encoding').toUpperCase().startsWith('UTF')
