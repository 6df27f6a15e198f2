X = 'other'
